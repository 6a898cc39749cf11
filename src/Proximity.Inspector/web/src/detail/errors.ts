// Titles and remedies of the usual codes. The server's own sentence and remedy come first; docs/errors.md has every code.

interface Known {
    title: string;
    remedy: string;
}

const known: Record<string, Known> = {
    upstream_read_failed: { title: 'The answer broke off', remedy: 'Look at the log of the origin.' },
    upstream_connect_failed: {
        title: 'The origin could not be reached',
        remedy: 'Check that it listens, and that this machine can reach it.',
    },
    dns_failed: { title: 'The name does not resolve', remedy: 'Check the name, and the resolver of this machine.' },
    client_rejected_certificate: {
        title: 'The client rejected our certificate',
        remedy: 'Let the client trust the authority, or pass this host through.',
    },
    connection_timeout: { title: 'Nothing moved for too long', remedy: 'Look at the origin, or raise the time-out.' },
    client_read_failed: { title: 'The client went away', remedy: 'Usually nothing: the client left.' },
    malformed_response: { title: 'The answer is not valid HTTP', remedy: 'Correct the origin.' },
    malformed_request: { title: 'The request is not valid HTTP', remedy: 'Correct the client.' },
    loop_detected: { title: 'The request would come back to this proxy', remedy: 'Check the target and the upstream proxy.' },
};

export const titleOf = (code: string): string => known[code]?.title ?? 'The exchange failed';
export const remedyOf = (code: string): string => known[code]?.remedy ?? 'The documentation lists this code under “Error codes”.';
