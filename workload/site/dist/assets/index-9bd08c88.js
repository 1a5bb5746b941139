var e = class extends Error {
    status;
    correlationId;
    detail;
    constructor(e, t, n) {
      (super(e === void 0 ? `No answer.` : `Status ${e}.`),
        (this.name = `ApiError`),
        (this.status = e),
        (this.correlationId = t),
        (this.detail = n));
    }
  },
  t = 15e3,
  n = 100;
async function r(e) {
  try {
    let { detail: t } = await e.json();
    return typeof t == `string` ? t : void 0;
  } catch {
    return;
  }
}
function i(i) {
  let a = ``;
  async function o(n, i, o = {}) {
    let s = crypto.randomUUID(),
      c;
    try {
      c = await fetch(n, {
        ...o,
        headers: {
          accept: `application/json`,
          "x-correlation-id": s,
          ...(o.body === void 0 ? {} : { "content-type": `application/json` }),
        },
        signal: AbortSignal.any([i, AbortSignal.timeout(t)]),
      });
    } catch (t) {
      throw i.aborted ? t : new e(void 0, s, void 0);
    }
    if (((a = c.headers.get(`x-server-location`) ?? a), c.ok)) return c;
    let l = c.headers.get(`x-correlation-id`) ?? s;
    throw new e(c.status, l, await r(c));
  }
  async function s(t, n) {
    let r = await o(`${i}/catalogitem${t}`, n);
    try {
      return await r.json();
    } catch (t) {
      throw n.aborted ? t : new e(void 0, r.headers.get(`x-correlation-id`) ?? ``, void 0);
    }
  }
  async function c(e, t, n) {
    let r = await o(`${i}/catalogitem${e}`, n, { method: `POST`, body: JSON.stringify(t) });
    return new URL(r.headers.get(`location`) ?? ``, r.url).href;
  }
  let l = (e) => `/${encodeURIComponent(e)}`;
  return {
    items: (e) => s(`?limit=${n}`, e),
    item: (e, t) => s(l(e), t),
    comments: (e, t) => s(`${l(e)}/comments`, t),
    ratings: (e, t) => s(`${l(e)}/ratings`, t),
    addComment: (e, t, n) => c(`${l(e)}/comments`, t, n),
    addRating: (e, t, n) => c(`${l(e)}/ratings`, { rating: t }, n),
    async isThere(t, n) {
      try {
        return (await o(t, n), !0);
      } catch (t) {
        if (t instanceof e && t.status === 404) return !1;
        throw t;
      }
    },
    lastRegion: () => a,
  };
}
var a = { apiBase: `/catalogservice/api/1.0`, versionLabel: ``, region: `` };
function o(e) {
  let t = (t) => {
    let n = typeof e == `object` && e ? e[t] : void 0;
    return typeof n == `string` ? n : a[t];
  };
  return {
    apiBase: t(`apiBase`).replace(/\/$/, ``) || a.apiBase,
    versionLabel: t(`versionLabel`),
    region: t(`region`),
  };
}
function s(e, t = {}, ...n) {
  let r = document.createElement(e);
  for (let [e, n] of Object.entries(t))
    n !== void 0 && n !== !1 && r.setAttribute(e, n === !0 ? `` : String(n));
  return (r.append(...n.filter((e) => e !== void 0)), r);
}
function c(e) {
  return s(`h1`, { tabindex: -1 }, e);
}
function l(e) {
  let t = document.getElementById(e);
  if (t === null) throw Error(`The page has no element #${e}.`);
  return t;
}
function u(e) {
  l(`status`).textContent = e;
}
function d(e) {
  if (e === `` || e === `#` || e === `#/`) return { page: `list` };
  let [, t] = /^#\/item\/([^/]+)$/.exec(e) ?? [];
  if (t === void 0) return { page: `unknown` };
  try {
    return { page: `item`, id: decodeURIComponent(t) };
  } catch {
    return { page: `unknown` };
  }
}
function f(e) {
  return `#/item/${encodeURIComponent(e)}`;
}
function p(e) {
  return e === `` || e === `#` || e.startsWith(`#/`);
}
var m = { everyMilliseconds: 1e3, withinMilliseconds: 3e4 };
function h(e, t) {
  return new Promise((n, r) => {
    let i = () => {
        (clearTimeout(a), r(t.reason));
      },
      a = setTimeout(() => {
        (t.removeEventListener(`abort`, i), n());
      }, e);
    t.addEventListener(`abort`, i, { once: !0 });
  });
}
async function g(e, t) {
  let n = Date.now() + m.withinMilliseconds;
  for (; Date.now() < n;) {
    if ((await h(m.everyMilliseconds, t), await e().catch(() => !1))) return !0;
    t.throwIfAborted();
  }
  return !1;
}
function _({ status: e, detail: t }) {
  return e === 404
    ? { title: `There is no such item`, text: `It may have been taken out of the catalogue.` }
    : e === 429 || e === 503
      ? {
          title: `The catalogue is busy`,
          text: `Please try again in a moment. Nothing that you have saved is lost.`,
        }
      : e === 400
        ? { title: `That was not accepted`, text: t ?? `Please look at what you have entered.` }
        : {
            title: `The catalogue cannot be reached`,
            text: `Please try again in a few minutes. Nothing that you have saved is lost.`,
          };
}
function v({ correlationId: e }) {
  if (e !== ``) return s(`p`, { class: `quiet` }, `If you report this, please name `, s(`code`, {}, e), `.`);
}
function y(e, t) {
  let { title: n, text: r } = _(e),
    i = s(`button`, { type: `button` }, `Try again`);
  return (
    i.addEventListener(`click`, t),
    {
      title: n,
      content: [
        c(n),
        s(`p`, { role: `alert` }, r),
        v(e),
        s(`p`, { class: `actions` }, i, s(`a`, { href: `#/` }, `All items`)),
      ].filter((e) => e !== void 0),
    }
  );
}
function b() {
  let e = `There is no such page`;
  return { title: e, content: [c(e), s(`p`, {}, s(`a`, { href: `#/` }, `All items`))] };
}
async function x(t, n, r, i, a) {
  let o = t.querySelector(`.told`),
    c = t.querySelector(`button`),
    l = (e, ...t) => o?.replaceChildren(s(`div`, { class: e }, ...t));
  if (!c?.disabled) {
    c && (c.disabled = !0);
    try {
      l(`queued`, `Sending…`);
      let e = await i();
      (t.reset(),
        l(`queued`, n.queued),
        (await g(e, r)) ? (await a(), l(`done`, n.done)) : l(`queued`, n.late));
    } catch (t) {
      if (r.aborted) return;
      if (!(t instanceof e)) throw t;
      let { title: n, text: i } = _(t),
        a = v(t);
      l(`failed`, s(`p`, {}, `${n}. ${i}`), ...(a === void 0 ? [] : [a]));
    } finally {
      c && (c.disabled = !1);
    }
  }
}
function S() {
  return s(`div`, { class: `told`, role: `status` });
}
var C = { authorName: 50, text: 1e3 },
  w = new Intl.DateTimeFormat(`en`, { dateStyle: `medium`, timeStyle: `short` });
function T(e) {
  let t = new Date(e);
  if (!Number.isNaN(t.getTime()))
    return s(`time`, { datetime: t.toISOString(), class: `quiet` }, w.format(t));
}
function E({ authorName: e, text: t, creationDate: n }) {
  return s(
    `li`,
    {},
    s(`p`, { class: `author` }, s(`strong`, {}, e), ` `, T(n)),
    s(`p`, { class: `text` }, t),
  );
}
function D(e) {
  return e.length === 0
    ? s(`p`, {}, `Nobody has said anything yet.`)
    : s(`ul`, { class: `comments` }, ...e.map(E));
}
function O() {
  return s(
    `form`,
    {},
    s(`label`, { for: `author-name` }, `Your name`),
    s(`input`, {
      id: `author-name`,
      name: `authorName`,
      required: !0,
      maxlength: C.authorName,
      autocomplete: `nickname`,
    }),
    s(`label`, { for: `comment-text` }, `Your comment`),
    s(`textarea`, { id: `comment-text`, name: `text`, required: !0, maxlength: C.text, rows: 3 }),
    s(`button`, { type: `submit` }, `Add comment`),
    S(),
  );
}
function k(e, t, { api: n, signal: r }) {
  let i = s(`div`, {}, D(t)),
    a = O();
  return (
    a.addEventListener(`submit`, (t) => {
      t.preventDefault();
      let o = new FormData(a),
        s = (e) => {
          let t = o.get(e);
          return typeof t == `string` ? t.trim() : ``;
        };
      x(
        a,
        {
          queued: `Your comment is queued; it appears in a moment.`,
          done: `Your comment is there. Thank you.`,
          late: `Your comment is still queued. It is not lost; please look again later.`,
        },
        r,
        async () => {
          let t = { authorName: s(`authorName`), text: s(`text`) },
            i = await n.addComment(e, t, r);
          return () => n.isThere(i, r);
        },
        async () => i.replaceChildren(D(await n.comments(e, r))),
      );
    }),
    s(`section`, { "aria-labelledby": `comments` }, s(`h2`, { id: `comments` }, `Comments`), i, a)
  );
}
var A = `/images/`;
function j({ imageUrl: e }, t) {
  let n = s(`div`, { class: `picture` });
  if (e?.startsWith(A) !== !0) return n;
  let r = s(`img`, {
    src: e,
    alt: ``,
    width: 320,
    height: 200,
    loading: t ? `lazy` : void 0,
    decoding: `async`,
  });
  return (r.addEventListener(`error`, () => r.remove()), n.append(r), n);
}
var M = new Intl.NumberFormat(`en`, { style: `currency`, currency: `USD` });
function N(e) {
  return M.format(e);
}
var P = [1, 2, 3, 4, 5];
function F({ averageRating: e, numberOfVotes: t }) {
  return e === null || t === 0
    ? `Nobody has rated this yet.`
    : `${e.toFixed(1)} of 5, ${t} ${t === 1 ? `vote` : `votes`}`;
}
function I(e, t, { api: n, signal: r }) {
  let i = t,
    a = s(`p`, { class: `rating` }, F(i)),
    o = s(
      `form`,
      {},
      s(
        `fieldset`,
        {},
        s(`legend`, {}, `Your rating`),
        ...P.map((e) =>
          s(
            `label`,
            { class: `choice` },
            s(`input`, { type: `radio`, name: `rating`, value: e, required: !0 }),
            String(e),
          ),
        ),
        s(`span`, { class: `quiet` }, `5 is best`),
      ),
      s(`button`, { type: `submit` }, `Rate`),
      S(),
    ),
    c = async () => {
      let t = i.numberOfVotes;
      return ((i = await n.ratings(e, r)), (a.textContent = F(i)), i.numberOfVotes > t);
    };
  return (
    o.addEventListener(`submit`, (t) => {
      t.preventDefault();
      let i = Number(new FormData(o).get(`rating`));
      x(
        o,
        {
          queued: `Your rating is queued; it counts in a moment.`,
          done: `Your rating counts. Thank you.`,
          late: `Your rating is still queued. It is not lost; please look again later.`,
        },
        r,
        async () => (await n.addRating(e, i, r), c),
        async () => void 0,
      );
    }),
    s(`section`, { "aria-labelledby": `ratings` }, s(`h2`, { id: `ratings` }, `Rating`), a, o)
  );
}
async function L(e, t) {
  let { api: n, signal: r } = t,
    [i, a, o] = await Promise.all([n.item(e, r), n.comments(e, r), n.ratings(e, r)]);
  return {
    title: i.name,
    content: [
      s(`p`, {}, s(`a`, { href: `#/` }, `← All items`)),
      s(
        `article`,
        { class: `item` },
        j(i, !1),
        s(
          `div`,
          {},
          c(i.name),
          s(`p`, { class: `price` }, N(i.price)),
          s(`p`, { class: `text` }, i.description),
        ),
      ),
      s(`div`, { class: `columns` }, I(e, o, t), k(e, a, t)),
    ],
  };
}
function R(e) {
  return s(
    `li`,
    { class: `card` },
    j(e, !0),
    s(`h2`, {}, s(`a`, { href: f(e.id) }, e.name)),
    s(`p`, { class: `price` }, N(e.price)),
  );
}
async function z({ api: e, signal: t }) {
  let n = await e.items(t);
  return {
    title: ``,
    content: [
      c(`All items`),
      n.length === 0
        ? s(`p`, {}, `There is nothing in the catalogue yet.`)
        : s(`ul`, { class: `cards` }, ...n.map(R)),
    ],
  };
}
var B = `Catalogue`,
  V = o(globalThis.siteConfig),
  H = i(V.apiBase);
function U(e, t) {
  switch (e.page) {
    case `list`:
      return z(t);
    case `item`:
      return L(e.id, t);
    case `unknown`:
      return Promise.resolve(b());
  }
}
function W() {
  let e = [
    V.versionLabel && `Version ${V.versionLabel}`,
    V.region && `Pages from ${V.region}`,
    H.lastRegion() && `Data from ${H.lastRegion()}`,
  ].filter((e) => e !== ``);
  l(`footer`).replaceChildren(s(`p`, {}, e.join(` · `)));
}
var G = new AbortController();
async function K(t) {
  G.abort();
  let n = new AbortController();
  G = n;
  let r = l(`main`);
  (r.setAttribute(`aria-busy`, `true`), t && r.replaceChildren(s(`p`, {}, `Loading…`)), u(`Loading…`));
  let i;
  try {
    i = await U(d(location.hash), { api: H, signal: n.signal });
  } catch (t) {
    if (n.signal.aborted) return;
    if (!(t instanceof e)) throw t;
    i = y(t, () => void K(!1));
  }
  n.signal.aborted ||
    (r.replaceChildren(...i.content),
    r.removeAttribute(`aria-busy`),
    (document.title = i.title === `` ? B : `${i.title} – ${B}`),
    u(``),
    W(),
    t || (scrollTo(0, 0), r.querySelector(`h1`)?.focus()));
}
(addEventListener(`hashchange`, () => {
  p(location.hash) && K(!1);
}),
  K(!0));
