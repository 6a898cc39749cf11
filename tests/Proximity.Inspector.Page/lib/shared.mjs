/** What all parts use: set before the first of them. */
export const shared = { origin: '', proxy: '', sendAll: async () => undefined, closeOrigin: undefined, socket: undefined, sent: false };

/** The traffic of the tests, sent once. */
export async function withTraffic() {
    if (shared.sent) return;
    shared.sent = true;
    await shared.sendAll();
}
