/**
 * Keeps the site for the next visit, without a network if need be. What bears a hash in its name is never asked for twice;
 * the page itself is asked for first and taken from the cache where nobody answers. The model keeps itself (src/web).
 */
/** The build puts the names of its files in here (vite.config.ts): those that are kept at once, and when they are first used. */
const AT_ONCE = self.__AT_ONCE__;
const LATER = self.__LATER__;
const CACHE = 'bgpt-music site';

self.addEventListener('install', (event) => {
  event.waitUntil(begin());
});
self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOld());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin || pathname.includes('/models/')) return;
  event.respondWith(pathname.includes('/assets/') ? keptFirst(request) : askedFirst(request));
});

async function begin() {
  const cache = await caches.open(CACHE);
  await cache.addAll(AT_ONCE);
  await self.skipWaiting();
}

/** Files of an earlier build go. */
async function forgetOld() {
  const cache = await caches.open(CACHE);
  const names = new Set([...AT_ONCE, ...LATER].map((file) => new URL(file, location.href).href));
  for (const { url } of await cache.keys()) if (!names.has(url)) await cache.delete(url);
  await self.clients.claim();
}

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request.url)) ?? fetched(cache, request);
}

async function askedFirst(request) {
  const cache = await caches.open(CACHE);
  return fetched(cache, request).catch(
    async () => (await cache.match(request.url, { ignoreSearch: true })) ?? Response.error(),
  );
}

async function fetched(cache, request) {
  const response = await fetch(request);
  if (response.status === 200) await cache.put(request.url, response.clone());
  return response;
}
