/**
 * The warden, in POSIX shell so that it runs from the bundle and from a test alike, and costs a megabyte. It reads lines
 * from its standard input, which only the runner holds open:
 *
 *   add PID START SIGNAL   a process group to end; START as startTicksOf() says it, or -
 *   drop PID               it has ended
 *   dir PATH               a folder to remove
 *   own FILE               a folder to remove if this file is still in it: else it has become somebody else's
 *   keep PATH              a folder to remove no longer; or, as "keep own FILE", one of the other kind
 *
 * and when the input ends, for whatever reason, ends what is left: SIGNAL to each group, after up to eight seconds
 * SIGKILL (Postgres ends its own children within five), then the folders. A process whose start time differs from START
 * is another one that got the pid later, and is left alone.
 */
export const wardenScript = `
trap '' HUP INT TERM
processes='' folders=''
newline='
'
is_left() {
  [ -d /proc/self ] || { kill -0 "$1" 2>/dev/null; return; }
  read -r line 2>/dev/null < "/proc/$1/stat" || return 1
  set -- "$2" \${line##*) }
  [ "$2" != Z ] && { [ "$1" = - ] || [ "$1" = "\${21}" ]; }
}
signal_left() {
  left=0
  for entry in $processes; do
    pid=\${entry%%:*} rest=\${entry#*:}
    if is_left "$pid" "\${rest%%:*}"; then
      left=1
      case $1 in
        first) kill -s "\${rest#*:}" -- "-$pid" 2>/dev/null ;;
        last) kill -s KILL -- "-$pid" 2>/dev/null ;;
      esac
    fi
  done
}
drop() {
  kept=''
  for entry in $processes; do
    [ "\${entry%%:*}" = "$1" ] || kept="$kept $entry"
  done
  processes=$kept
}
keep() {
  kept=''
  rest_of=$folders
  while [ -n "$rest_of" ]; do
    folder=\${rest_of%%"$newline"*} rest_of=\${rest_of#*"$newline"}
    [ "$folder" = "$1" ] || kept="$kept$folder$newline"
  done
  folders=$kept
}
remove() {
  case $1 in
    own\\ *) file=\${1#own }; [ ! -e "$file" ] || rm -rf -- "\${file%/*}" ;;
    *) rm -rf -- "$1" ;;
  esac
}
while read -r verb rest; do
  case $verb in
    add)
      set -- $rest
      processes="$processes $1:$2:$3" ;;
    drop) drop "$rest" ;;
    dir) folders="$folders$rest$newline" ;;
    own) folders="\${folders}own $rest$newline" ;;
    keep) keep "$rest" ;;
  esac
done
signal_left first
waited=0
while signal_left none; [ "$left" = 1 ] && [ "$waited" -lt 80 ]; do
  sleep 0.1
  waited=$((waited + 1))
done
if [ "$left" = 1 ]; then
  signal_left last
  sleep 0.2
fi
set -f
IFS=$newline
for folder in $folders; do
  remove "$folder" || { sleep 1; remove "$folder"; }
done
`;
