# Run inside of a private lab: tells its environment, then holds it until standard input ends. A line "+ N" there is a
# process group to end with it, "- N" one that has ended.
trap '' INT HUP QUIT

printf '%s\n' "$PATH" "$TUNLAB_LAB" "$TUNLAB_HOST" "$TUNLAB_DEV" "$TUNLAB_PRIVATE"

declare -A groups=()
while read -r sign group; do
  if [[ $sign == + ]]; then groups[$group]=1; else unset "groups[$group]"; fi
done
for group in "${!groups[@]}"; do
  kill -KILL -- "-$group" 2>/dev/null
done
exit 0
