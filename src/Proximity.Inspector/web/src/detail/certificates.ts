import type { Certificate } from '../lib/types';

const day = 86_400_000;

/** What is notable about a certificate at a moment: that it is over, soon over, or not yet valid. */
export function certificateNotes(certificate: Certificate, now: number): { tone: 'ok' | 'warn' | 'bad'; text: string }[] {
    const [from, to] = [Date.parse(certificate.notBefore), Date.parse(certificate.notAfter)];
    if (Number.isNaN(from) || Number.isNaN(to)) return [{ tone: 'warn', text: 'dates unknown' }];
    if (now < from) return [{ tone: 'bad', text: 'not yet valid' }];
    if (now > to) return [{ tone: 'bad', text: 'expired' }];
    const left = Math.floor((to - now) / day);
    return left < 14 ? [{ tone: 'warn', text: `ends in ${left} ${left === 1 ? 'day' : 'days'}` }] : [{ tone: 'ok', text: 'valid' }];
}
