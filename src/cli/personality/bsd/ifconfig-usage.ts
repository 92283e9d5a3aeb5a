/** Texts of `ifconfig` of FreeBSD 14. */
const SHARED = '[-L] [-C] [-g groupname] ';

export const IFCONFIG_USAGE = `usage: ifconfig [-j jail] [-f type:format] ${SHARED}interface address_family
                [address [dest_address]] [parameters]
       ifconfig [-j jail] interface create
       ifconfig [-j jail] -a ${SHARED}[-d] [-m] [-u] [-v] [address_family]
       ifconfig [-j jail] -l [-d] [-u] [address_family]
       ifconfig [-j jail] ${SHARED}[-d] [-m] [-u] [-v]
`;
