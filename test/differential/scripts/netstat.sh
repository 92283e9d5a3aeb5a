# The tables that `netstat` prints.
. ./run.sh
application tun0

run netstat -rn
run netstat -i
run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2
run route add -net 10.0.0.0/8 gw 10.9.0.2 mss 1000
run route add -net 172.16.0.0/12 gw 10.9.0.2 window 4096 irtt 200
run route add default tun0
run netstat -rn
run netstat -rne
run netstat -rnee
run route -nee
run route -en
run netstat -i
run netstat -ie
run netstat -in -a
run netstat -rn -6
