# make run: a Gatepost to try, in a folder of its own. make clean-run: gone without a trace. Included by the Makefile.

RUN        := .run
RUN_ADDRESS ?= 127.0.0.1:3128
RUN_CONFIG := $(RUN)/gatepost.yaml
RUN_SITE   := https://gatepost.internal/practice
RUN_TEXT   := My card number is 4111 1111 1111 1111
RUN_CURL   := curl -K $(RUN)/curl

# Made with the packages that the build needs, so that the first make run on a fresh machine works.
run: deps
	@$(MAKE) --no-print-directory all run-start run-words

# Made again when another address is asked for.
$(RUN)/address: run-always
	@mkdir -p $(RUN)
	@echo '$(RUN_ADDRESS)' | cmp -s - $@ || echo '$(RUN_ADDRESS)' > $@

$(RUN_CONFIG): run.mk $(RUN)/address
	@printf '%s\n' \
		'# Made by make run. Change it and say: $(B)/gatepost reload -c $(RUN_CONFIG)' \
		'stage: enforce' \
		'listen: [ { mode: explicit, address: "$(RUN_ADDRESS)" } ]' \
		'state: state' \
		'policy: [ ../rules/packs/acceptable-use.yaml ]' > $@
	@printf '%s\n' 'silent' 'show-error' 'write-out = "\n"' 'proxy = "http://$(RUN_ADDRESS)"' \
		'noproxy = ""' 'cacert = "$(RUN)/state/ca.pem"' > $(RUN)/curl

run-start: $(RUN_CONFIG)
	@[ -e $(RUN)/state/ca.pem ] || $(B)/gatepost ca create -c $(RUN_CONFIG) > $(RUN)/ca
	@if $(B)/gatepost status -c $(RUN_CONFIG) > /dev/null 2>&1; then \
		$(B)/gatepost reload -c $(RUN_CONFIG) > /dev/null; \
	else \
		setsid $(B)/gatepost run -c $(RUN_CONFIG) > $(RUN)/log 2>&1 < /dev/null & echo $$! > $(RUN)/pid; \
	fi
	@n=0; until $(RUN_CURL) -f -o $(RUN)/probe https://gatepost.internal/ > /dev/null 2>&1; do \
		n=$$((n + 1)); \
		if [ $$n -gt 100 ] || ! kill -0 $$(cat $(RUN)/pid) 2> /dev/null; then \
			echo 'Gatepost did not start:'; cat $(RUN)/log; exit 1; \
		fi; \
		sleep 0.1; \
	done

run-words:
	@echo "CA       $(RUN)/state/ca.pem  SHA-256 $$(openssl x509 -in $(RUN)/state/ca.pem -noout -fingerprint -sha256 | cut -d= -f2)"
	@echo 'proxy    http://$(RUN_ADDRESS)'
	@echo 'try      $(RUN_SITE)  with the text: $(RUN_TEXT)'
	@echo 'log      $(B)/gatepost log --since 5m -c $(RUN_CONFIG)'
	@echo "curl     $(RUN_CURL) -d 'text=Good morning' $(RUN_SITE)/api/post  is allowed,  $(RUN_CURL) -d 'text=$(RUN_TEXT)' $(RUN_SITE)/api/post  is refused"

# Only a process that runs our binary is ended, whatever the number in the file has become.
clean-run:
	@pid=$$(cat $(RUN)/pid 2> /dev/null || echo 0); n=0; \
	is_ours() { [ "$$pid" != 0 ] && (tr '\0' ' ' < /proc/$$pid/cmdline) 2> /dev/null | grep -q gatepost; }; \
	if is_ours; then kill $$pid; fi; \
	while is_ours; do \
		n=$$((n + 1)); [ $$n -ne 30 ] || kill $$pid; [ $$n -ne 60 ] || kill -9 $$pid; sleep 0.1; \
	done
	@rm -rf $(RUN)

.PHONY: run run-always run-start run-words clean-run
