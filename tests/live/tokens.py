"""Our tokens before a verifier that is not ours: node's crypto."""
import base64
import json
import os
import shutil
import subprocess
import tempfile

from rig import BUILD, check, skip

VERIFY = """
const crypto = require('crypto'), fs = require('fs');
const [token, keyFile] = process.argv.slice(2), [h, p, s] = token.split('.');
const text = fs.readFileSync(keyFile, 'utf8');
const key = crypto.createPublicKey(crypto.createPrivateKey(text));
const signature = Buffer.from(s, 'base64url'), input = Buffer.from(h + '.' + p);
const good = key.asymmetricKeyType === 'ed25519' ? crypto.verify(null, input, key, signature)
  : crypto.verify('sha256', input, {key, dsaEncoding: 'ieee-p1363'}, signature);
console.log(JSON.stringify({good, bytes: signature.length, header: JSON.parse(Buffer.from(h, 'base64url')),
  claims: JSON.parse(Buffer.from(p, 'base64url'))}));
"""


def run():
    if not shutil.which("node") or not shutil.which("openssl"):
        return skip("tokens", "no node, or no openssl")
    with tempfile.TemporaryDirectory() as d:
        with open(d + "/verify.js", "w") as f:
            f.write(VERIFY)
        for alg, command in {"ES256": ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"],
                             "EdDSA": ["openssl", "genpkey", "-algorithm", "ed25519"]}.items():
            pem = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            with open(d + "/key.pem", "w") as f:
                f.write(pem)
            private = pem
            if alg == "EdDSA":  # as Coinbase hands it out: the seed in base64
                der = subprocess.run(["openssl", "pkey", "-in", d + "/key.pem", "-outform", "DER"], capture_output=True, check=True).stdout
                private = base64.b64encode(der[-32:]).decode()
            with open(os.open(d + "/key.json", os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as f:
                json.dump({"name": "organizations/o/apiKeys/k", "privateKey": private}, f)
            for uri in "GET api.coinbase.com/api/v3/brokerage/accounts", "":
                token = subprocess.run([BUILD + "/tests/token", d + "/key.json", uri, "1769028486", "00ff"], capture_output=True,
                                       text=True)
                said = subprocess.run(["node", d + "/verify.js", token.stdout.strip(), d + "/key.pem"], capture_output=True, text=True)
                check("tokens: node made something of it (%s)" % alg, said.returncode == 0, token.stderr + said.stderr)
                if said.returncode != 0:
                    continue
                v = json.loads(said.stdout)
                check("tokens: node's crypto verifies %s" % alg, v["good"] and v["bytes"] == 64, v)
                claims = {"sub": "organizations/o/apiKeys/k", "iss": "cdp", "nbf": 1769028486, "exp": 1769028606}
                check("tokens: header and claims of %s" % alg, v["claims"] == {**claims, **({"uri": uri} if uri else {})} and
                      v["header"] == {"alg": alg, "typ": "JWT", "kid": claims["sub"], "nonce": "00ff"}, v)
