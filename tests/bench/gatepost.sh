# Gatepost intercepting a governed Mastodon host, starter policy, stage enforce.
PEER_DESC="gatepost, intercepted and judged"
PEER_MODE=connect
PEER_ADDR=$PROXY_IP:3190
PEER_CA=$PROXY_CA
. "$(dirname "${BASH_SOURCE[0]}")/gatepost.inc"
peer_start() { gatepost_start 3190 "[ $ORIGIN_NAME ]"; }
