#!/bin/sh
# A file includes its own folder and those to the left of it; names in one layer never include each other.
# The only users of some headers are named too. Prints what breaks this; status 1 if anything does.
cd "${1:-$(dirname "$0")/..}" || exit 2

# folder rank; folders of one rank are strangers to each other
ranks='proxy/base 0
proxy/http 1
proxy/document 2
rules 3
proxy/config 4
certs/verify 5
proxy/net 6
proxy/store 7
proxy/notice 8
proxy/worker 9
certs/custody 9
proxy/who 9
proxy/audit 9
proxy/console 9
proxy/load 9
proxy/reader 9
proxy/parent 10
proxy/command 11
proxy 12'

files() {
	find proxy rules certs -name '*.[ch]'
}

# file, line, path as from the root
includes() {
	files | xargs grep -Hno '^[ \t]*#[ \t]*include[ \t]*"[^"]*"' | while IFS=: read -r file line text; do
		target=${text#*\"}
		target=${target%\"}
		echo "$file $line $(realpath -m --relative-to=. "$(dirname "$file")/$target")"
	done
}

broken_order() {
	includes | awk -v ranks="$ranks" '
	BEGIN { n = split(ranks, rows, "\n"); for (i = 1; i <= n; i++) { split(rows[i], row, " "); rank[row[1]] = row[2] } }
	function layer(path,   folder) {
		folder = path
		while (sub(/\/[^\/]*$/, "", folder)) if (folder in rank) return folder
		return ""
	}
	{
		from = layer($1); to = layer($3)
		if (from == "" || to == "") print $1 ":" $2 ": includes " $3 ", which is in no layer"
		else if (from != to && rank[to] >= rank[from]) print $1 ":" $2 ": " from " includes " $3
	}'
}

# header pattern, folders that may
only_in() {
	files | grep -vE "^($2)/" | xargs grep -HnE "^[ \t]*#[ \t]*include[ \t]*<$1>" | sed "s,\$,  (only in $2),"
}

found=$(
	broken_order
	only_in 'sqlite3\.h' 'proxy/store'
	only_in 'event2/[a-z_]*\.h' 'proxy/net|proxy/worker'
	only_in 'openssl/ssl\.h' 'proxy/net|proxy/worker|certs/verify|certs/custody'
	only_in 'nghttp2/.*' 'proxy/http'
	only_in 'archive.*\.h' 'proxy/document'
	files | grep -vE '^(certs/custody|proxy/config|proxy/command|proxy/parent)/' | xargs grep -Hn 'ca_key' | sed 's,$,  (the CA key is for certs/custody only),'
)
[ -z "$found" ] || { echo "$found"; exit 1; }
