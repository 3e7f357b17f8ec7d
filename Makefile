# Gatepost. Everything there is to do: make, make run, make test, make measure, make lint, make asan, make fuzz, make bench, make install.

B       ?= build
CC      ?= gcc
PREFIX  ?= /usr/local

PKGS    := libevent openssl libpcre2-8 libhs yaml-0.1 zlib libbrotlidec libzstd icu-uc icu-i18n sqlite3 libcares expat libarchive jansson
OPT     ?= -O2 -g
WARN    := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
# Asked once, and only when something is built: a fresh machine gets pkg-config first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $(shell pkg-config --libs $(PKGS)))$(PKG_LIBS)
CFLAGS   = -std=c11 -D_GNU_SOURCE $(OPT) $(WARN) $(HARDEN) $(SANITIZE) $(PKG_CFLAGS)
LDFLAGS  = -pie -Wl,-z,relro,-z,now $(SANITIZE)
LDLIBS   = $(PKG_LIBS) -lm -lpthread

# The layers, each a library, in the order in which they may include each other (docs/architecture.md).
LAYERS  := proxy/base proxy/http proxy/document rules proxy/config certs/verify proxy/net proxy/store proxy/notice \
           proxy/worker certs/custody proxy/who proxy/audit proxy/load proxy/reader proxy/parent proxy/command
SRC_rules := $(wildcard rules/*.c rules/kinds/*.c rules/text/*.c rules/matchers/*.c rules/data/*.c rules/sites/*.c)
MADE_rules = $(B)/rules/sites/embedded.o

all: $(B)/gatepost

define layer
SRC_$(1) ?= $$(wildcard $(1)/*.c)
$(B)/lib/$(subst /,-,$(1)).a: $$(patsubst %.c,$(B)/%.o,$$(SRC_$(1))) $$(MADE_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	@ar rcsT $$@ $$^
LIBS += $(B)/lib/$(subst /,-,$(1)).a
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "CC    $<"
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# The site files and the starter policies, put into the binary.
SITE_FILES := $(sort $(wildcard rules/sites/*.yaml))
PACK_FILES := $(sort $(wildcard rules/packs/*.yaml))
$(B)/rules/sites/embedded.c: rules/sites/embed.sh $(SITE_FILES) $(PACK_FILES)
	@mkdir -p $(@D)
	@rules/sites/embed.sh "$(SITE_FILES)" "$(PACK_FILES)" > $@

$(B)/rules/sites/embedded.o: $(B)/rules/sites/embedded.c
	@$(CC) $(CFLAGS) -I. -c -o $@ $<

$(B)/gatepost: $(B)/proxy/main.o $(LIBS)
	@echo "LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(LIBS) -Wl,--end-group $(LDLIBS)

# tests/unit/NAME.c; its first line may say "// layers: proxy-base proxy-http": what it is linked with,
# so that a unit test needs no more of the tree than it tests. Without that line: everything. rules needs proxy-document.
unit_layers = $(patsubst rules,proxy-document rules,$(shell sed -n '1s,^// layers: ,,p' $(1)))
unit_libs = $(foreach l,$(or $(call unit_layers,$(1)),$(subst /,-,$(LAYERS))),$(B)/lib/$(l).a)
UNITS   := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
define unit
$(B)/unit/$(1): $(B)/tests/unit/$(1).o $(call unit_libs,tests/unit/$(1).c)
	@mkdir -p $$(@D)
	@echo "LINK  $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $(call unit_libs,tests/unit/$(1).c) -Wl,--end-group $$(LDLIBS) -lcmocka
endef
$(foreach u,$(notdir $(UNITS)),$(eval $(call unit,$(u))))

units: $(UNITS)

include packaging.mk run.mk tests/tests.mk

clean:
	rm -rf $(B)

.PHONY: all units clean
.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
