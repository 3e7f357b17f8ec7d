#!/bin/sh
# suite.sh BUILD: every unit test built in BUILD and every end-to-end test against BUILD/gatepost.
# Says at the end, alone on a line, how many passed and failed; its status is that of the whole.
set -u
cd "$(dirname "$0")/.." || exit 2
build=$1
GATEPOST=$PWD/$build/gatepost
export GATEPOST
# The long ones first, so that two at a time end together.
long="growth faults limits browser http1"
e2e=$(for name in $long; do echo "tests/e2e/$name.test.mjs"; done
	ls tests/e2e/*.test.mjs | grep -vE "/($(echo $long | tr ' ' '|'))\.test\.mjs$")
report=$build/test.log
{
	prove -j 2 --timer --exec tests/tap ${ONLY:-$e2e $(ls "$build"/unit/* 2> /dev/null)}
	echo $? > "$build/test.status"
} 2>&1 | tee "$report"
awk -f tests/summary.awk "$report"
exit "$(cat "$build/test.status")"
