# What the tools tell of themselves, and of words that are wrong.
. ./run.sh
application --tap tap0
run ifconfig tap0 hw ether 02:00:00:00:00:01 10.0.0.1/24
run ifconfig --version
run ifconfig -a -V
run sh -c 'ifconfig -h 2>/dev/null'
run sh -c 'ifconfig -? 2>&1 >/dev/null'
run ifconfig -- tap0
run ifconfig tap0 --help
run ifconfig tap0 media auto
run ifconfig tap0
run ip -o -d addr show tap0
run ifconfig tap0 media 10baseT
run ifconfig tap0 media bogus
run ifconfig nosuch0 media auto
run arp -V
run sh -c 'arp --help 2>/dev/null'
run arp -x
run arp --ver
run arp --hw-type
run arp -A inet6
run arp --device tap0 -s 10.0.0.5 02:00:00:00:00
run arp -s 10.0.0.6 02:00:00:00:00:06:07 temp
run arp -n
printf '%s\n' '# stations' '10.0.0.7 02:00:00:00:00:07' '' '10.0.0.8' 'nosuch.x 1' '10.9.9.9 02:00:00:00:00:08' ' 10.0.0.9	2:0:0:0:0:9 temp' '10.0.0.10 02:00:00:00:00:0a bogus' '10.0.0.11 02:00:00:00:00:0b' | {
  cat >"/dev/shm/ethers.$$"
}
run arp -f "/dev/shm/ethers.$$" 2>&1 | sed "s/ethers[.][0-9]*/ethers/"
rm "/dev/shm/ethers.$$"
run arp -f /nonexistent
run arp -an
run ping -V
run ping -h
run ping --help
run ip -V
run ip -- -br link
run ip tunnel
run ip -j tunnel show
run ip tunnel bogus
run ip tunnel help
run ip -4 -r -br address show lo
run ip -r route
run netstat -tuln
run netstat -uan
run netstat -tl
run netstat -A bogus
run netstat -?
