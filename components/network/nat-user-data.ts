/** What a NAT instance runs, as text. Pure, so that the scripts can be run against stand-ins in a test. */

export interface NatUserDataArgs {
    /** The interface that carries the public address and that the private routes point to. */
    readonly networkInterfaceId: string;
    readonly region: string;
    /** Packets between addresses of the VPC are routed as they are; all others get the interface's address. */
    readonly vpcCidrBlock: string;
}

/**
 * Makes the instance route, and proves that it does; safe to run again and again.
 *
 * Every step ends the script when it fails. A script that goes on without its interface reports success and routes
 * nothing, https://github.com/RaJiska/terraform-aws-fck-nat/issues/75: here the interface is found by its hardware
 * address and awaited, and a run counts as good only when a request left through it.
 */
export function natScript(args: NatUserDataArgs): string {
    return `#!/bin/bash
set -euo pipefail
shopt -s inherit_errexit
interface_id=${args.networkInterfaceId}
region=${args.region}
vpc=${args.vpcCidrBlock}
metadata_service=http://169.254.169.254/latest

metadata() {
    local token
    token=$(curl -sSf --max-time 5 -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" "$metadata_service/api/token")
    curl -sSf --max-time 5 -H "X-aws-ec2-metadata-token: $token" "$metadata_service/meta-data/$1"
}

# The interface's name here, or nothing while it is attached elsewhere or not up yet.
device_name() {
    local mac address
    for mac in $(metadata network/interfaces/macs/ | tr -d /); do
        [ "$(metadata "network/interfaces/macs/$mac/interface-id")" = "$interface_id" ] || continue
        for address in /sys/class/net/*/address; do
            [ "$(cat "$address")" != "$mac" ] || basename "$(dirname "$address")"
        done
    done
}

# A predecessor may hold the interface until it is gone, so that being refused is normal for a while.
device=""
for _ in $(seq 12); do
    device=$(device_name)
    [ -z "$device" ] && [ -z "\${asked:-}" ] && aws ec2 attach-network-interface --region "$region" \\
        --instance-id "$(metadata instance-id)" --device-index 1 --network-interface-id "$interface_id" && asked=yes
    [ -n "$device" ] && ip -4 -o address show dev "$device" | grep -q inet && break
    device=""
    sleep 5
done
[ -n "$device" ] || { echo "interface $interface_id is not here yet" >&2; exit 1; }

sysctl -q -w net.ipv4.ip_forward=1
# Replies come in on the interface that the kernel would not choose for the way back: check loosely.
sysctl -q -w net.ipv4.conf.all.rp_filter=2

command -v nft >/dev/null || dnf install -y -q nftables
nft list table ip plinth_nat 2>/dev/null | grep -q "oifname \\"$device\\"" || nft -f - <<RULES
table ip plinth_nat
delete table ip plinth_nat
table ip plinth_nat {
    chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname "$device" ip daddr != $vpc masquerade
    }
}
RULES

# Both interfaces are in one subnet, so that they share its router; a low metric wins over what DHCP set.
router=$(ip -4 route show default | awk '/via/ { print $3; exit }')
ip route replace default via "$router" dev "$device" metric 50

curl -sSf --max-time 10 --interface "$device" -o /dev/null https://checkip.amazonaws.com
`;
}

/**
 * Runs the script and counts failures in a row. After ten of them, about twenty minutes, the instance powers off,
 * which terminates it, and the auto-scaling group starts another: EC2's own checks see a healthy machine that routes
 * nothing.
 */
export function natWatchScript(): string {
    return `#!/bin/bash
set -uo pipefail
failures=/run/plinth-nat.failures
if /usr/local/sbin/plinth-nat; then
    rm -f "$failures"
    exit 0
fi
count=$(($(cat "$failures" 2>/dev/null || echo 0) + 1))
echo "$count" >"$failures"
echo "no egress, failure $count of 10" >&2
[ "$count" -lt 10 ] || systemctl poweroff
exit 1
`;
}

const UNITS = `cat >/etc/systemd/system/plinth-nat.service <<'UNIT'
[Unit]
Description=Route the private subnets to the internet
After=network-online.target
[Service]
Type=oneshot
TimeoutStartSec=300
ExecStart=/usr/local/sbin/plinth-nat-watch
UNIT
cat >/etc/systemd/system/plinth-nat.timer <<'UNIT'
[Unit]
Description=Keep the routing in place
[Timer]
OnActiveSec=1
OnUnitInactiveSec=60
[Install]
WantedBy=timers.target
UNIT
`;

/** The first boot: writes the scripts and starts the timer that runs them. */
export function natInstanceUserData(args: NatUserDataArgs): string {
    return `#!/bin/bash
set -euo pipefail

# Installing a package needs more memory than the smallest instance has.
dd if=/dev/zero of=/swapfile bs=1M count=512 status=none
chmod 600 /swapfile
mkswap /swapfile >/dev/null
swapon /swapfile

# Without this, systemd-networkd removes the route below whenever it reconfigures an interface.
mkdir -p /etc/systemd/networkd.conf.d
cat >/etc/systemd/networkd.conf.d/90-plinth-nat.conf <<'CONF'
[Network]
ManageForeignRoutes=no
CONF
systemctl restart systemd-networkd

cat >/usr/local/sbin/plinth-nat <<'SCRIPT'
${natScript(args)}SCRIPT
cat >/usr/local/sbin/plinth-nat-watch <<'SCRIPT'
${natWatchScript()}SCRIPT
chmod 755 /usr/local/sbin/plinth-nat /usr/local/sbin/plinth-nat-watch
${UNITS}systemctl daemon-reload
systemctl enable --now plinth-nat.timer
`;
}
