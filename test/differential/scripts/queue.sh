# A queue that nobody reads is full one day, and what comes then is dropped.
. ./run.sh
application --hold tun0

run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2 txqueuelen 3
run ping -q -c5 -i0.2 -W0.1 10.9.0.2
run ifconfig tun0
run ifconfig tun0 txqueuelen 0
run ping -q -c1 -W0.1 10.9.0.2
run ifconfig tun0
run netstat -in
