#!/bin/sh
# install.sh BUILD PREFIX: tools into PREFIX/libexec/tradeutils, `tradeutils` onto PATH, manuals, completions, examples.
set -eu
build=$1 prefix=$2
install -d "$prefix/bin" "$prefix/libexec/tradeutils" "$prefix/share/man/man1" "$prefix/share/man/man5" \
  "$prefix/share/man/man7" "$prefix/share/tradeutils"
for tool in "$build"/bin/*; do
  install -m 755 "$tool" "$prefix/libexec/tradeutils/"
done
install -m 755 "$build/bin/tradeutils" "$prefix/bin/tradeutils"
for section in 1 5 7; do
  for page in man/*."$section"; do
    [ -f "$page" ] && install -m 644 "$page" "$prefix/share/man/man$section/"
  done
done
if [ -d completions/bash ]; then
  install -d "$prefix/share/bash-completion/completions" "$prefix/share/zsh/site-functions" \
    "$prefix/share/fish/vendor_completions.d"
  cp completions/bash/* "$prefix/share/bash-completion/completions/"
  cp completions/zsh/* "$prefix/share/zsh/site-functions/"
  cp completions/fish/* "$prefix/share/fish/vendor_completions.d/"
fi
cp -R examples "$prefix/share/tradeutils/"
echo "installed into $prefix: run \`tradeutils list\`, or \`eval \"\$(tradeutils env)\"\` to have every tool on PATH"
