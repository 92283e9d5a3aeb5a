#!/bin/sh
# A demonstration: npm run demo [-- NAME]
cd "$(dirname "$0")/.." || exit 1
[ $# -gt 1 ] && set -- "$*"
case ${1-ping} in
  ping) exec bin/tunlab with -- sh examples/demo.sh ;;
  vpn) exec bin/tunlab walkthrough run examples/walkthroughs/vpn.md ;;
esac
echo "demo: there is no demonstration \"$1\"; there are: ping, vpn" >&2
exit 2
