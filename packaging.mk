# What a fresh Debian needs, and where an installation goes. Included by the Makefile.

# Hyperscan where there is one: Vectorscan 5.4.9, which is its port to other processors, overlooks matches on those
# with AVX-512 (github.com/VectorCamp/vectorscan, issue 317). rules/sieve_probe.c tells at every start whether either does.
MACHINE := $(shell dpkg --print-architecture 2> /dev/null)
SIEVE_amd64 := libhyperscan-dev
SIEVE_PACKAGE := $(or $(SIEVE_$(MACHINE)),libvectorscan-dev)

BUILD_PACKAGES := build-essential pkg-config libevent-dev libssl-dev libpcre2-dev $(SIEVE_PACKAGE) libyaml-dev \
                  libjansson-dev zlib1g-dev libbrotli-dev libzstd-dev libicu-dev libsqlite3-dev libc-ares-dev \
                  libexpat1-dev libarchive-dev poppler-utils ca-certificates curl
TEST_PACKAGES  := libcmocka-dev perl zstd chromium libnss3-tools wordpress php-cli php-mysql mariadb-server-core
LINT_PACKAGES  := clang clang-format clang-tidy cppcheck valgrind libclang-rt-14-dev

AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Installs those of $(1) that are not there; asks for nothing when all are.
define install_missing
@missing=; \
if ! command -v dpkg-query > /dev/null; then echo "not Debian: these are needed: $(1)"; exit 0; fi; \
for p in $(1); do \
	dpkg-query -W -f '$${Status}' $$p 2> /dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
done; \
case "$$missing" in *libhyperscan-dev*) missing="$$missing libvectorscan5-" ;; esac; \
[ -z "$$missing" ] || { echo "installing$$missing"; \
	$(AS_ROOT) apt-get update -qq && \
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing > /dev/null; }
endef

# Node may come from elsewhere than Debian: only its absence is mended.
NODE_PACKAGES = $(shell command -v node > /dev/null && command -v npm > /dev/null || echo nodejs npm) \
                $(shell [ -e /usr/include/node/node.h ] || command -v node > /dev/null || echo libnode-dev)

deps: $(B)/.deps
deps-test: $(B)/.deps-test
deps-lint: $(B)/.deps-lint

$(B)/.deps: packaging.mk
	$(call install_missing,$(BUILD_PACKAGES))
	@mkdir -p $(@D) && touch $@

$(B)/.deps-test: packaging.mk $(B)/.deps
	$(call install_missing,$(TEST_PACKAGES) $(NODE_PACKAGES))
	@touch $@

$(B)/.deps-lint: packaging.mk $(B)/.deps-test
	$(call install_missing,$(LINT_PACKAGES))
	@touch $@

SHARE := $(DESTDIR)$(PREFIX)/share

install: $(B)/gatepost $(B)/man/gatepost.yaml.5
	install -D -m 0755 $< $(DESTDIR)$(PREFIX)/bin/gatepost
	install -d $(SHARE)/gatepost/packs $(SHARE)/doc/gatepost
	install -m 0644 $(wildcard rules/packs/*.yaml) $(SHARE)/gatepost/packs
	$< help site-schema > $(SHARE)/gatepost/site.schema.json
	$< help policy-schema > $(SHARE)/gatepost/policy.schema.json
	install -m 0644 LICENSE README.md $(SHARE)/doc/gatepost
	for page in $(wildcard docs/man/*.[1-8]) $(B)/man/gatepost.yaml.5; do \
		install -D -m 0644 $$page $(SHARE)/man/man$${page##*.}/$${page##*/}; \
	done

# The keys come from the one table that reads and checks them.
$(B)/man/gatepost.yaml.5: docs/man/gatepost.yaml.5.head docs/man/keys.awk $(B)/gatepost
	@mkdir -p $(@D)
	@{ cat docs/man/gatepost.yaml.5.head; $(B)/gatepost help configuration | awk -f docs/man/keys.awk; } > $@

.PHONY: deps deps-test deps-lint install
