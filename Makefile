# Thin names for the cmake and test lines. `make help` lists them.
SHELL := /bin/sh
BUILD ?= build
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local

PACKAGES_BUILD := g++ cmake ninja-build ccache mold libfmt-dev libcli11-dev libtomlplusplus-dev \
  libsqlite3-dev zlib1g-dev libzstd-dev libssl-dev libboost-dev libcurl4-openssl-dev \
  libmpfr-dev libgmp-dev libxxhash-dev
PACKAGES_TEST := libsimdjson-dev catch2 python3 jq sqlite3 mandoc man-db shellcheck bash bash-completion zsh fish dash util-linux \
  nodejs npm openssl
PACKAGES_CHECK := clang libclang-rt-14-dev clang-tidy clang-format
PACKAGES_BENCH := python3-pandas nodejs

.PHONY: all build deps deps-test deps-check deps-bench demo test check bench fuzz docs golden install clean help chaos

all: build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

build: deps ## the tools, in build/bin
	@echo "building into $(BUILD) (the first time takes ten minutes of two cores)"
	@cmake -S . -B $(BUILD) -G Ninja -DTRADEUTILS_TESTS=OFF > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log
	@sh tests/ninja.sh $(BUILD) $(JOBS)

deps: ## install what the build needs (Debian 12)
	@sh tests/deps.sh $(PACKAGES_BUILD)

deps-test:
	@sh tests/deps.sh $(PACKAGES_BUILD) $(PACKAGES_TEST)

deps-check:
	@sh tests/deps.sh $(PACKAGES_BUILD) $(PACKAGES_TEST) $(PACKAGES_CHECK)

deps-bench:
	@sh tests/deps.sh $(PACKAGES_BUILD) $(PACKAGES_TEST) $(PACKAGES_BENCH)

demo: build ## build, then backtest a strategy on a month of real candles and show the result
	@sh examples/demo.sh $(BUILD)/bin

test: deps-test ## build and pass every test
	@sh tests/run.sh $(BUILD) $(JOBS)

check: deps-check ## second compiler, sanitizers, lints, the whole parity matrix
	@sh tests/check.sh $(BUILD) $(JOBS)

bench: deps-bench ## one table of ratios against peers timed in the same run
	@sh tests/build.sh $(BUILD) $(JOBS)
	@sh tests/bench/run.sh $(BUILD)

fuzz: deps-check ## fuzz the parsers for a minute each
	@sh tests/fuzz/run.sh

chaos: deps-test ## kill, fill the disk, cut files, and 1,000 live runs: the long version
	@sh tests/build.sh $(BUILD) $(JOBS)
	@CHAOS_RUNS=200 sh tests/chaos/run.sh $(BUILD)

docs: build ## regenerate man page blocks and completions
	@sh tests/house/docs.sh $(BUILD)

golden: deps-test ## rewrite the expected output of tests/golden; review the diff
	@sh tests/build.sh $(BUILD) $(JOBS)
	@UPDATE=1 sh tests/golden/run.sh $(BUILD)

install: build ## into PREFIX (/usr/local)
	@sh tests/install.sh $(BUILD) $(DESTDIR)$(PREFIX)

clean: ## remove build folders
	rm -rf build build-*
