# Runs a command in a network of its own, in which lo is up and two further namespaces can be reached:
#   here 10.9.0.1 – 10.9.0.2 router 10.8.0.1 – 10.8.0.2 server
# UDP port 7777 of this namespace's 127.0.0.1 and of 10.8.0.2 sends back what comes. Needs no root:
#   unshare --user --map-root-user --net --mount --pid --fork --mount-proc --kill-child sh networks.sh DIRECTORY NODE COMMAND…
set -e
directory=$1 node=$2 programs=$(dirname "$0")
shift 2
ip link set lo up
echo '0 0' > /proc/sys/net/ipv4/ping_group_range

# A namespace is there as long as a process is in it, and it says when it is.
mkfifo "$directory/said"
namespace() {
  unshare --net sh -c 'ip link set lo up; echo there; exec sleep 3600' > "$directory/said" &
  held=$!
  read -r _ < "$directory/said"
}
echo_at() {
  "$@" > "$directory/said" &
  read -r _ < "$directory/said"
}
namespace; router=$held
namespace; server=$held
on_router() { nsenter --net --target "$router" "$@"; }
on_server() { nsenter --net --target "$server" "$@"; }

ip link add v0 type veth peer name v1 netns "$router"
ip addr add 10.9.0.1/24 dev v0
ip link set v0 up
ip route add 10.8.0.0/24 via 10.9.0.2
on_router ip addr add 10.9.0.2/24 dev v1
on_router ip link set v1 up
on_router ip link add v2 type veth peer name v3 netns "$server"
on_router ip addr add 10.8.0.1/24 dev v2
on_router ip link set v2 up
on_router sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
on_server ip addr add 10.8.0.2/24 dev v3
on_server ip link set v3 up
on_server ip route add default via 10.8.0.1

echo_at "$node" "$programs/udp-echo.mjs" 127.0.0.1 7777
echo_at on_server "$node" "$programs/udp-echo.mjs" 10.8.0.2 7777
rm "$directory/said"
exec "$@"
