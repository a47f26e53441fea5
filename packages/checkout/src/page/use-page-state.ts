import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Framing, useHostPage } from '../embed/use-host-page.ts';
import { messagesFor } from '../messages/messages.ts';
import type { CheckoutView } from '../view.ts';
import { formatDateTime, formatTime } from './clock.ts';
import type { Busy, PageState } from './context.ts';
import { type Connection, goLive, type Live } from './live.ts';
import { pageTitle } from './page-title.ts';
import { allRefunds, isSettled, newsOf, phaseOf, unexpected } from './phase.ts';
import { isView, postJson } from './post.ts';
import { refundSentence } from './refunds.tsx';
import { safeLink } from './safe-url.ts';
import { statusLine } from './status-line.ts';
import { unexpectedHeading } from './unexpected-heading.ts';

const TICK_MS = 1_000;
const JUST_NOW_MS = 120_000;

/** The page's whole state: the newest view, the server's clock, the connection and the posts. */
export function usePageState(
  initial: CheckoutView,
): PageState & { readonly announcement: string; readonly attend: Framing['attend'] } {
  const [view, setView] = useState(initial);
  const [connection, setConnection] = useState<Connection>('live');
  const [busy, setBusy] = useState<Busy>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [simulationError, setSimulationError] = useState<string | null>(null);
  const [checked, setChecked] = useState(checkedBefore(initial));
  const [announcement, setAnnouncement] = useState('');
  // The same words twice are two announcements: the second differs by a space that nobody hears.
  const announce = useCallback(
    (text: string) => setAnnouncement((last) => (last === text ? `${text}\u00a0` : text)),
    [],
  );
  const newest = useRef(initial);
  const t = messagesFor(view.locale);
  const { nowMs, hydrated } = useServerClock(view.serverTime);

  const accept = useCallback((next: CheckoutView) => {
    if (Date.parse(next.serverTime) < Date.parse(newest.current.serverTime)) return;
    newest.current = next;
    setNotice(null);
    setView(next);
  }, []);
  const live = useLive(newest, accept, setConnection);
  const phase = phaseOf(view, nowMs);
  useCatchUpAtDeadline(view, live);
  const { framed, attend } = useHostPage(view);

  const line = phase === 'taken_back' ? t.takenBack.announce : statusLine(view, phase, t);
  const title = pageTitle(view, t, phase);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const told = useRef(line);
  useEffect(() => {
    if (told.current !== line) announce(line);
    told.current = line;
  }, [line, announce]);
  const uncounted = unexpected(view);
  const toldUncounted = useRef(uncounted.length);
  useEffect(() => {
    const newest = uncounted.at(-1);
    if (newest && uncounted.length > toldUncounted.current) announce(unexpectedHeading(newest, t));
    toldUncounted.current = uncounted.length;
  }, [uncounted, announce, t]);
  const goingBack = allRefunds(view).map((refund) => refundSentence(refund, t));
  const toldBack = useRef(goingBack);
  useEffect(() => {
    const fresh = goingBack.find((sentence) => !toldBack.current.includes(sentence));
    if (fresh) announce(fresh);
    toldBack.current = goingBack;
  }, [goingBack, announce]);
  const wasOffline = useRef(false);
  useEffect(() => {
    const isOffline = connection === 'offline';
    if (isOffline && !wasOffline.current) announce(t.notices.offline);
    // With the state: what changed meanwhile would otherwise be spoken over.
    if (!isOffline && wasOffline.current) announce(t.notices.backOnline(line));
    wasOffline.current = isOffline;
  }, [connection, announce, t, line]);
  const settledAtFirst = useRef(isSettled(phaseOf(initial, Date.parse(initial.serverTime))));

  /** Runs one post; a view in the answer becomes the page's. */
  const post = async <T>(kind: Busy, url: string, fields: Record<string, string>, onBody?: (body: T) => void) => {
    if (busy) return;
    setBusy(kind);
    setNotice(null);
    setSimulationError(null);
    const outcome = await postJson<T>(newest.current, url, fields);
    setBusy(null);
    if (outcome.type === 'failed') {
      if (kind === 'simulate') return setSimulationError(outcome.message ?? t.test.failed);
      announce(t.notices.error);
      return setNotice(t.notices.error);
    }
    if (isView(outcome.body)) accept(outcome.body);
    onBody?.(outcome.body);
  };
  const zone = hydrated ? null : 'UTC';
  const time = (iso: string, bare?: boolean) => formatTime(iso, view.locale, zone, nowMs, bare);
  const check = () => {
    const news = newsOf(newest.current);
    void post<unknown>('check', view.urls.check, {}, (body) => {
      if (!isView(body) || newsOf(body) !== news) return;
      setChecked({ at: body.serverTime, news });
      announce(t.actions.checked(time(body.serverTime)));
    });
  };
  return {
    view,
    t,
    phase,
    nowMs,
    hydrated,
    framed,
    connection,
    busy,
    notice,
    checked: checked?.news === newsOf(view) ? t.actions.checked(time(checked.at)) : null,
    simulationError,
    announcement,
    attend,
    announce,
    justSettled: !settledAtFirst.current || isRecent(view, initial),
    time,
    dateTime: (iso) => formatDateTime(iso, view.locale, zone),
    choose: (method) => void post('method', view.urls.method, { method }),
    check,
    restart: () =>
      void post<{ url?: string }>('restart', view.urls.restart, {}, (body) => {
        const url = safeLink(body.url);
        if (url) location.assign(url);
      }),
    simulate: (scenario) => void post('simulate', view.urls.simulate ?? '', { scenario }, () => announce(t.test.sent)),
  };
}

/** A check of which nothing new came, and what was known then. */
interface Checked {
  readonly at: string;
  readonly news: string;
}

function checkedBefore(initial: CheckoutView): Checked | null {
  return initial.checkedAt === undefined ? null : { at: initial.checkedAt, news: newsOf(initial) };
}

function isRecent(view: CheckoutView, initial: CheckoutView): boolean {
  const { paidAt } = view.session;
  return paidAt !== null && Date.parse(initial.serverTime) - Date.parse(paidAt) < JUST_NOW_MS;
}

/** The server's clock: its time at rendering plus what has passed here since, so that a wrong clock here does no harm. */
function useServerClock(serverTime: string): { nowMs: number; hydrated: boolean } {
  const [nowMs, setNowMs] = useState(Date.parse(serverTime));
  const [hydrated, setHydrated] = useState(false);
  useEffect(() => {
    setHydrated(true);
    const startedMs = performance.now();
    const tick = () => setNowMs(Date.parse(serverTime) + (performance.now() - startedMs));
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [serverTime]);
  return { nowMs, hydrated };
}

function useLive(
  newest: { current: CheckoutView },
  accept: (view: CheckoutView) => void,
  setConnection: (connection: Connection) => void,
): { current: Live | null } {
  const live = useRef<Live | null>(null);
  useEffect(() => {
    live.current = goLive({ current: () => newest.current, onView: accept, onConnection: setConnection });
    return () => live.current?.close();
  }, [newest, accept, setConnection]);
  return live;
}

/** Asks for the state when a deadline passes, in case the server has nothing to say by itself. */
function useCatchUpAtDeadline(view: CheckoutView, live: { current: Live | null }): void {
  const { expiresAt, graceEndsAt } = view.session;
  useEffect(() => {
    const startMs = Date.parse(view.serverTime);
    const timers = [expiresAt, graceEndsAt]
      .map((iso) => Date.parse(iso) - startMs)
      .filter((delayMs) => delayMs > 0 && delayMs < 2 ** 31)
      .map((delayMs) => setTimeout(() => void live.current?.catchUp(), delayMs + TICK_MS));
    return () => timers.forEach(clearTimeout);
  }, [view.serverTime, expiresAt, graceEndsAt, live]);
}
