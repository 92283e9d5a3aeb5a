# What route makes of masks, of words that are left out, cut short or in another order.
. ./run.sh
application --hold tun0
run ifconfig tun0 10.0.0.1/24
run ifconfig tun0 inet6 add fd00::1/64
run route add 10.5.0.0/16 dev tun0
run route add -host 10.5.0.0/16 dev tun0
run route add -net 192.168.12.0/32 dev tun0
run route add -net 192.168.12.0 netmask 255.255.255.255 dev tun0
run route add 192.168.12.1/32 dev tun0
run route add -host 192.168.12.2/32 dev tun0
run route add -host 192.168.12.3 netmask 255.255.255.255 dev tun0
run route add 192.168.12.4 netmask 255.255.255.0 dev tun0
run route add -net 192.168.12.0/0 dev tun0
run route add -net 0.0.0.0/32 dev tun0
run route add -net 0.0.0.0/0 dev tun0
run route add 10.6.0.1 netmask 0.0.0.0 dev tun0
run route add 10.7.0.0/255.255.0.0 dev tun0
run route add -net 10.7.0.0 netmask 255.255.0.0/16 dev tun0
run route add -net 10.7.0.0 netmask nosuch dev tun0
run route add default netmask 255.0.0.0 dev tun0 metric 3
run route add default/8 dev tun0
run route add -net 10.9.0.0/16 dev tun0 metric 0x5
run route add -net 10.9.0.0/16 dev tun0 metric 010
run route add -net 10.9.0.0/16 dev tun0 metric 5x
run route -n
run route --num --verb
run route -ne
run route --extend --numeric
run route -FCn
run route -Cee
run route --inet -n
run route -A inet,inet6 -n
run route -4n -6
run route del -net 192.168.12.0/32 dev tun0
run route del -net 192.168.12.0 netmask 255.255.255.255
run route del 192.168.12.1/32
run route del default
run route del -net 0.0.0.0/0
run route del default
run route -n
run route -V
run route --version add
run sh -c 'route --help 2>/dev/null'
run sh -c 'route -h 2>&1 >/dev/null'
run route -4 -6 add -net 10.9.0.0/16 dev tun0
run route -A inet6,inet -h
run route -n6C -4F
run route -A inet,bogus
run route -h -A inet6
run route bogus
run route flush
run route -6 add
run route -A inet6 flush
run route -A bogus
run netstat -rn46
run netstat -rnee
run netstat --route --numeric --cache
run netstat -r -i
run netstat --bogus
run netstat -V
