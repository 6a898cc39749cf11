// The parts run in one process and one after the other: they share a browser, a sign-in and the traffic.
import { after, before } from 'node:test';
import { api, start, stop } from './lib/browser.mjs';
import { attack, startOrigin } from './lib/origin.mjs';
import { openWebSocket, sendSome } from './lib/traffic.mjs';
import { shared } from './lib/shared.mjs';
import { registerFirstMinute } from './parts/firstMinute.mjs';
import { registerAccessibility } from './parts/accessibility.mjs';
import { registerActions } from './parts/actions.mjs';
import { registerAttack } from './parts/attack.mjs';
import { registerBodies } from './parts/bodies.mjs';
import { registerDetail } from './parts/detail.mjs';
import { registerColumns } from './parts/columns.mjs';
import { registerExchange } from './parts/exchange.mjs';
import { registerFilter } from './parts/filter.mjs';
import { registerGroups } from './parts/groups.mjs';
import { registerKeyboard } from './parts/keyboard.mjs';
import { registerList } from './parts/list.mjs';
import { registerOverview } from './parts/overview.mjs';

before(async () => {
    await start();
    const origin = await startOrigin();
    shared.origin = origin.url;
    shared.proxy = process.env.PROXIMITY_PROXY ?? (await api('/api/status')).proxyUrl;
    shared.closeOrigin = origin.close;
    shared.sendAll = async () => {
        shared.socket ??= await openWebSocket(shared.proxy, `${origin.url}/socket`);
        await sendSome(shared.proxy, origin.url, { attack });
    };
});

after(async () => {
    shared.socket?.destroy();
    await shared.closeOrigin?.();
    await stop();
});

if (process.env.PROXIMITY_EMPTY === '1') registerFirstMinute();
registerList();
registerOverview();
registerColumns();
registerFilter();
registerGroups();
registerDetail();
registerBodies();
registerExchange();
registerKeyboard();
registerAttack();
registerAccessibility();
registerActions();
