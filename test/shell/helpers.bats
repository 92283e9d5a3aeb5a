# The helpers themselves: what has to fail does, and says why.
load tunlab/load

setup() { :; }

# fails MESSAGE COMMAND…: the assertion fails, and its message has these lines in it, one behind the other.
fails() {
  local expected=$1
  shift
  local output_before=$output lines_before=(${lines[@]+"${lines[@]}"}) message result=0
  message=$("$@" 2>&1) || result=$?
  output=$output_before lines=(${lines_before[@]+"${lines_before[@]}"})
  [ "$result" -ne 0 ] || { echo "it did not fail: $*"; return 1; }
  [[ $message == *"$expected"* ]] || { printf 'expected:\n%s\nmessage:\n%s\n' "$expected" "$message"; return 1; }
}

say() {
  printf '%s\n' "$@"
}

@test "assert_status: which it was, and what was printed" {
  run sh -c 'echo printed; exit 3'
  assert_status 3
  assert_failure
  fails $'-- another exit status --\nexpected : 0\nactual   : 3\noutput   : printed\n--' assert_status 0
  fails 'actual   : 3' assert_success
  run true
  assert_success
  fails 'it succeeded, and was to fail' assert_failure
}

@test "assert_output: one line" {
  run say one
  assert_output one
  assert_output -p n
  assert_output -e '^o.e$'
  fails $'-- output differs --\nexpected : on\nactual   : one\n--' assert_output on
  fails $'-- that is not in the output --\nexpected : two' assert_output -p two
  fails $'-- the output does not match --\nexpected : ^n' assert_output -e '^n'
}

@test "assert_output: what differs between several lines" {
  run say one two three
  assert_output $'one\ntwo\nthree'
  fails $'--- expected\n+++ actual\n@@ -1,3 +1,3 @@\n one\n-2\n+two\n three\n--' assert_output $'one\n2\nthree'
}

@test "refute_output" {
  run true
  refute_output
  run say one
  refute_output two
  refute_output -p two
  refute_output -e '^n'
  fails $'-- there was to be no output --\noutput : one' refute_output
  fails 'the output was not to be that' refute_output one
  fails 'unexpected : n' refute_output -p n
  fails 'unexpected : ^o' refute_output -e '^o'
}

@test "assert_stderr and refute_stderr" {
  run --separate-stderr sh -c 'echo data; echo message >&2'
  assert_output data
  assert_stderr message
  refute_stderr -p data
  fails 'standard error differs' assert_stderr data
  fails 'there was to be no standard error' refute_stderr
}

@test "assert_line and refute_line" {
  run say one two three
  assert_line two
  assert_line -n 2 three
  assert_line -n 1 -p w
  assert_line -e 'e{2}'
  refute_line four
  refute_line -n 0 two
  fails $'-- no such line --\nexpected : tw\noutput:\n  one\n  two\n  three' assert_line tw
  fails $'-- line 1 is another --\nexpected : one\nactual   : two' assert_line -n 1 one
  fails $'actual   : (there is none)' assert_line -n 3 ''
  fails 'line 1 was not to be there' refute_line -p w
  fails 'line 0 was not to be that' refute_line -n 0 one
  fails 'the index of a line is a number' assert_line -n x one
}

@test "assert_equal" {
  assert_equal one one
  fails $'-- not equal --\nexpected : two\nactual   : one' assert_equal one two
}

@test "assert_json and refute_json" {
  run say '{"a":{"b":[1,"two words",null,{"c.d":true}]}}'
  assert_json 'a.b[0]' 1
  assert_json 'a.b[1]' 'two words'
  assert_json 'a.b[2]' null
  assert_json 'a.b[3]["c.d"]' true
  assert_json a.b.length 4
  assert_json a '{"b":[1,"two words",null,{"c.d":true}]}'
  refute_json a.c
  refute_json 'a.b[0]' 2
  fails $'-- the field is another --\nfield    : a.b[0]\nexpected : 2\nactual   : 1' assert_json 'a.b[0]' 2
  fails $'-- no such field --\nfield    : a.c\nexpected : 1' assert_json a.c 1
  fails 'the field was not to be that' refute_json 'a.b[0]' 1
  fails 'the field was not to be that' refute_json 'a.b[0]'
  run say '{"line":1}' '{"line":2}'
  assert_json '[1].line' 2
  run say 'no JSON'
  fails 'no such field' assert_json a
}

@test "packets: what waits there is told" {
  lab_start --virtual
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
  ping -c 2 -i 0 -W 0 10.10.10.8 || true
  packet='10.10.10.10 > 10.10.10.8: ICMP echo request, id 5348, seq 0, length 64  sent by the stack'
  assert_equal "$(packets tun0 application | head -n 1)" "$packet"
  assert_packet tun0 application -n 1 -e 'seq 1, .*stack$'
  assert_no_packet tun0 application UDP
  fails $'-- no such packet --\nqueue    : tun0 application\nplace    : 1\nexpected : seq 0' assert_packet tun0 application -n 1 'seq 0'
  fails "  $packet" assert_packet tun0 application UDP
  fails 'packets  : (none)' assert_packet tun0 interface ICMP
  fails $'-- that packet was not to be there --\nqueue      : tun0 application\nunexpected : ICMP' assert_no_packet tun0 application ICMP
  fails 'that packet was not to be there' assert_no_packet tun0 application
  fails $'expected : 1\nactual   : 2' assert_queue tun0 application 1
  fails $'expected : 1\nactual   : 0' assert_queue tun0 interface 1
  fails 'a device has the queues application and interface' assert_queue tun0 outgoing 1
  fails 'the queues of tun9 can not be shown' assert_no_packet tun9 application
}

@test "interfaces and routes: what there is, is told" {
  lab_start
  ifconfig tun0 10.8.0.2/24 up
  tunctl create tun1
  assert_interface_up tun0
  assert_interface_down tun1
  refute_interface tun2
  assert_route 10.8.0.0/24 dev tun0 type unicast
  refute_route 10.8.0.0/24 dev tun1
  refute_address tun0 10.8.0.3
  fails 'the interface is down' assert_interface_up tun1
  fails 'the interface is up' assert_interface_down tun0
  fails $'-- no such interface --\ninterface : tun2' assert_interface_down tun2
  fails 'the interface was not to be there' refute_interface tun1
  fails $'expected  : 10.8.0.2/32\nactual    : 10.8.0.2/24' assert_address tun0 10.8.0.2/32
  fails 'actual    : (none)' assert_address tun1 10.8.0.2
  fails 'the interface was not to have that address' refute_address tun0 10.8.0.2
  fails '  10.8.0.0/24 dev tun0 metric 0 type unicast protocol kernel' assert_route 10.8.0.0/24 dev tun1
  fails 'that route was not to be there' refute_route 10.8.0.0/24
  fails 'no such host' assert_host far
}

@test "applications: of what is awaited, what came instead is told" {
  lab_start
  start_application talker sh -c 'echo first; echo second >&2; exec cat'
  wait_application talker
  assert_success
  assert_output first
  assert_stderr second
  start_application talker sh -c 'echo first; exit 3'
  fails $'-- the application ended before it printed that --\nname     : talker\nexpected : third\noutput   : first' wait_for_output talker third
  fails 'an application of that name runs already' start_application talker true
  wait_application talker
  assert_status 3
  fails 'no application of that name runs' stop_application talker
  start_application deaf sh -c 'echo ready; while :; do read -r _ </dev/zero; done'
  wait_for_output deaf ready
  LAB_PATIENCE=0 fails 'nothing of that came within 0 s' wait_for_output deaf more
  LAB_PATIENCE=0 fails 'the application did not end within 0 s' wait_application deaf
  stop_application deaf
  assert_status 143
  assert_output ready
}

@test "an application ends with the lab, and all that it has started" {
  lab_start
  start_application parent sh -c 'sleep 1000 & echo $!; wait'
  wait_for_output parent ''
  until [ -n "$output" ]; do application_output parent; done
  child=$output
  kill -0 "$child"
  lab_stop
  until ! kill -0 "$child" 2>/dev/null; do :; done
}

@test "a lab of its own, which is gone when it is stopped" {
  lab_start --virtual --seed 7 --personality linux
  first=$TUNLAB_LAB
  [ -d "${TUNLAB_DEV%/*/dev}" ]
  run tunlab clock --json
  assert_json kind virtual
  run tunlab host show local --json
  assert_json personality linux
  fails 'a lab runs already' lab_start
  directory=${TUNLAB_DEV%/*/dev}
  lab_stop
  [ ! -e "$directory" ]
  lab_start
  [ "$TUNLAB_LAB" != "$first" ]
}

@test "a lab that can not start says so" {
  fails 'the lab did not start' lab_start --personality plan9
}
