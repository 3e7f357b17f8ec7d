#!/bin/sh
# Writes the C of rules/sites/embed.h to standard output: "site files" "pack files".
set -eu

list() { # NAME COUNT-NAME files…
	name=$1 count=$2
	shift 2
	i=0
	for file in "$@"; do
		printf 'static const char %s_%d[] = {' "$name" $i
		od -An -v -tx1 "$file" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g; s/0x\([89a-f].\)/(char)0x\1/g'
		printf '0 };\n'
		i=$((i + 1))
	done
	printf 'const struct embedded_file %s[] = {\n' "$name"
	i=0
	for file in "$@"; do
		printf '\t{ "%s", %s_%d, sizeof %s_%d - 1 },\n' "$file" "$name" $i "$name" $i
		i=$((i + 1))
	done
	printf '\t{ 0 }\n};\nconst size_t %s = %d;\n' "$count" $i
}

echo '#include "rules/sites/embed.h"'
# shellcheck disable=SC2086
list embedded_sites embedded_site_count $1
# shellcheck disable=SC2086
list embedded_packs embedded_pack_count $2
