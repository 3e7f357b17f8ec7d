# make test, measure, valgrind, asan, fuzz, lint, bench. Included by the Makefile.

NODE_MODULES := tests/node_modules/.package-lock.json
FUZZ_SECONDS ?= 30
FUZZERS      := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
SOURCES       = $(shell find proxy rules certs tests -name '*.[ch]' -not -path '*/node_modules/*')

$(NODE_MODULES): tests/package.json tests/package-lock.json
	cd tests && npm_config_nodedir=$${npm_config_nodedir-$$([ -e /usr/include/node/node.h ] && echo /usr)} \
		npm ci --no-audit --no-fund --prefer-offline --loglevel=error
	@touch $@

# The packages first, then a make that sees them.
test: deps-test
	@$(MAKE) --no-print-directory -j$(shell nproc) all units $(NODE_MODULES)
	@tests/suite.sh $(B)

suite: all units $(NODE_MODULES)
	@tests/suite.sh $(B)

# Not under valgrind: a process in its sandbox, and what is measured against the clock.
NOT_VALGRIND := $(addprefix $(B)/unit/,base_sandbox policy_budget store_kill)
valgrind: units
	@for test in $(filter-out $(NOT_VALGRIND),$(UNITS)); do \
		valgrind -q --suppressions=tests/valgrind.supp --leak-check=full --error-exitcode=99 $$test > $(B)/valgrind.log 2>&1 || \
			{ echo "$$test:"; cat $(B)/valgrind.log; exit 1; }; \
		echo "clean: $$test"; \
	done

# How sure the judgement is: recall, precision, false alarms (tests/measure/README.md).
measure: all
	@GATEPOST=$(abspath $(B)/gatepost) node tests/measure/measure.mjs

# AddressSanitizer and UndefinedBehaviorSanitizer over the whole suite.
asan: deps-test
	@ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:quarantine_size_mb=2 UBSAN_OPTIONS=print_stacktrace=1 GATEPOST_SANDBOX=off \
		$(MAKE) --no-print-directory B=$(B)/asan OPT='-O1 -g' \
		SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' suite

# Each fuzz target for FUZZ_SECONDS, two at a time, from tests/fuzz/seeds/NAME.
define fuzz_target
$(B)/fuzz/$(1): $(B)/tests/fuzz/$(1).o $(call unit_libs,tests/fuzz/$(1).c)
	@mkdir -p $$(@D)
	$$(CC) $$(LDFLAGS) -fsanitize=fuzzer -o $$@ $$< -Wl,--start-group $(call unit_libs,tests/fuzz/$(1).c) -Wl,--end-group $$(LDLIBS)
endef
$(foreach f,$(FUZZERS),$(eval $(call fuzz_target,$(f))))

fuzzers: $(FUZZERS:%=$(B)/fuzz/%)

fuzz: deps-lint
	@$(MAKE) --no-print-directory B=$(B)/fuzzing CC=clang OPT='-O1 -g' WARN= \
		SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzzers
	@printf '%s\n' $(FUZZERS) | xargs -P 2 -I NAME sh -c '\
		mkdir -p $(B)/fuzzing/corpus/NAME $(B)/fuzzing/found/NAME; seeds=tests/fuzz/seeds/NAME; [ -d $$seeds ] || seeds=; \
		$(B)/fuzzing/fuzz/NAME -max_total_time=$(FUZZ_SECONDS) -timeout=5 -rss_limit_mb=2048 -artifact_prefix=$(B)/fuzzing/found/NAME/ \
			$(B)/fuzzing/corpus/NAME $$seeds > $(B)/fuzzing/NAME.log 2>&1 \
		&& echo "clean: NAME, $$(grep -c . $(B)/fuzzing/NAME.log) lines" || { echo "NAME:"; tail -40 $(B)/fuzzing/NAME.log; exit 255; }'

TIDY := -*,clang-analyzer-*,bugprone-*,-bugprone-sizeof-expression,-bugprone-implicit-widening-of-multiplication-result,-bugprone-not-null-terminated-result,-bugprone-suspicious-missing-comma,-bugprone-macro-parentheses,-clang-analyzer-valist.Uninitialized,-bugprone-easily-swappable-parameters,-bugprone-assignment-in-if-condition,-bugprone-narrowing-conversions,-bugprone-reserved-identifier,-bugprone-branch-clone,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling

lint: deps-lint
	tests/layers.sh
	clang-format --dry-run -Werror $(SOURCES)
	cppcheck -q -j 2 --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem --library=posix -D_GNU_SOURCE proxy rules certs
	printf '%s\n' $(filter proxy/%.c rules/%.c certs/%.c,$(SOURCES)) | xargs -P 2 -n 4 sh -c \
		'clang-tidy --quiet --warnings-as-errors="*" --checks="$(TIDY)" "$$@" -- $(filter-out -Werror,$(CFLAGS))' tidy
	for file in tests/e2e/*.mjs tests/e2e/*/*.mjs; do node --check $$file || exit 1; done

# What judging costs, on one core (tests/bench/judge.c).
$(B)/bench/judge: $(B)/tests/bench/judge.o $(call unit_libs,tests/bench/judge.c)
	@mkdir -p $(@D)
	@echo "LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call unit_libs,tests/bench/judge.c) -Wl,--end-group $(LDLIBS)

bench-judge: $(B)/bench/judge
	@$<

# BENCH: a folder with the benchmark described in tests/bench/README.md.
BENCH_SCENARIOS ?= post get newconn down up lat idle1000
bench: all bench-judge
	@[ -x "$(BENCH)/run.sh" ] || { echo 'say where the benchmark is: make bench BENCH=/path/to/bench (tests/bench/README.md)'; exit 2; }
	GATEPOST=$(abspath $(B)/gatepost) $(BENCH)/run.sh -l pinned -s "$(BENCH_SCENARIOS)" \
		-p "$(abspath tests/bench/gatepost.sh) squid-tunnel $(abspath tests/bench/gatepost-tunnel.sh)"

.PHONY: test suite measure valgrind asan fuzz fuzzers lint bench bench-judge
