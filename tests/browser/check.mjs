// Looks at the site in a real Chromium: every page at three widths, light and dark, with and without JavaScript.
//
// In: the path of the headway command. Out: one line a check, screenshots in tests/output, exit code 1 if anything failed.
// Nothing is fetched: the site is published from the figures that ship, with a stopped clock, and served on loopback.

import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { HtmlValidate } from 'html-validate';

const headway = process.argv[2];
const port = 18000 + (process.pid % 2000);
const base = `http://127.0.0.1:${port}`;
const state = mkdtempSync(join(tmpdir(), 'headway-browser-'));
const output = new URL('../output/', import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const settings = ['--state', state, '--listen', `127.0.0.1:${port}`, '--base-url', base, '--now', '2026-11-23T12:00:00Z', '--freeze'];
const widths = [360, 768, 1280];

let passed = 0;
const failures = [];
function check(name, problems) {
  const list = [problems].flat().filter(Boolean);
  if (list.length === 0) { passed += 1; return; }
  failures.push(name);
  console.log(`FAILED ${name}`);
  for (const problem of list.slice(0, 8)) console.log(`    ${problem}`);
}

async function untilReady() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try { if ((await fetch(`${base}/readyz`)).ok) return; } catch { /* not yet */ }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the server did not become ready');
}

// Follows every link of the site from the home page; returns pages (HTML) and everything else that is linked.
async function crawl() {
  const seen = new Map();
  const queue = ['/'];
  while (queue.length > 0) {
    const path = queue.shift();
    if (seen.has(path)) continue;
    const answer = await fetch(base + path, { redirect: 'manual' });
    const type = answer.headers.get('content-type') ?? '';
    const body = type.startsWith('text/html') ? await answer.text() : (await answer.arrayBuffer(), '');
    seen.set(path, { status: answer.status, type, body, headers: answer.headers });
    for (const [, href] of body.matchAll(/(?:href|src)="([^"#]+)(?:#[^"]*)?"/g)) {
      const target = href.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replace(base, '');
      if (target.startsWith('/') && !target.startsWith('//')) queue.push(target);
    }
  }
  return seen;
}

// One page of each kind, so that looking at them all stays quick; files and series are many and alike.
function kinds(paths) {
  const kept = new Map();
  for (const path of paths) {
    const kind = /^\/(series|files|missions|sources)\//.test(path) ? path.split('/')[1] : path;
    if (!kept.has(kind)) kept.set(kind, path);
  }
  return [...kept.values()];
}

async function look(browser, path) {
  const name = path === '/' ? 'home' : path.slice(1).replaceAll(/[^a-z0-9-]+/gi, '-');
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints = [];
    const requests = [];
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      requests.length = 0;
      await page.goto(base + path, { waitUntil: 'load' });
      await page.screenshot({ path: join(output, `${name}-${width}-${colorScheme}.png`), fullPage: width !== 768 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(`${path} does not scroll sideways at ${width} (${colorScheme})`, overflow > 0 && `${overflow} px too wide`);
    }
    check(`${path} asks nobody else for anything (${colorScheme})`, requests.filter((url) => !url.startsWith(base) && !url.startsWith('data:')));
    check(`${path} shows itself within three requests (${colorScheme})`, requests.length > 4 && requests.join(' '));
    check(`${path} breaks no policy and logs no error (${colorScheme})`, complaints);
    // Only the tester's context may run an injected script: the site's policy forbids it, as it should.
    const tested = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 1280, height: 900 } });
    const testedPage = await tested.newPage();
    await testedPage.goto(base + path, { waitUntil: 'load' });
    await testedPage.addScriptTag({ content: axe });
    const result = await testedPage.evaluate(() => globalThis.axe.run());
    check(`${path} has no accessibility violation that axe finds (${colorScheme})`,
      result.violations.map((violation) => `${violation.id}: ${violation.help}: ${violation.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')}`));
    await tested.close();
    await context.close();
  }
}

async function lookWithoutScript(browser, outcomes) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  for (const path of outcomes) {
    await page.goto(base + path);
    // An outcome without any figure says so; it has nothing to draw or to list.
    if (await page.getByText('There is no figure yet.').count() > 0 && await page.locator('svg[role="img"]').count() === 0) continue;
    check(`${path} shows its chart without JavaScript`, (await page.locator('svg[role="img"]:visible').count()) === 0 && 'no visible chart');
    check(`${path} has its figures as a table without JavaScript`, (await page.locator('table').count()) === 0 && 'no table');
    const box = await page.locator('svg[role="img"]:visible').first().boundingBox();
    check(`${path} fits its chart into a phone`, !box || box.x < 0 || box.x + box.width > 360 ? `chart at ${JSON.stringify(box)}` : null);
  }
  await context.close();
}

async function main() {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  execFileSync(headway, ['publish', ...settings], { stdio: 'inherit' });
  const server = spawn(headway, ['serve', ...settings], { stdio: ['ignore', 'ignore', 'inherit'] });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    await untilReady();
    const site = await crawl();
    const pages = [...site].filter(([, answer]) => answer.type.startsWith('text/html'));
    check('every link of the site leads somewhere', [...site].filter(([, answer]) => answer.status !== 200).map(([path, answer]) => `${path}: ${answer.status}`));
    check('the site has an outcome page for each outcome on the home page', pages.filter(([path]) => /^\/outcomes\/[a-z0-9-]+$/.test(path)).length < 8 && 'fewer than eight');
    for (const path of ['/releases', '/sources', '/method', '/about', '/about/selection']) check(`${path} is linked`, !site.has(path) && 'no link leads to it');
    const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'long-title': 'off', 'no-inline-style': 'error' } });
    for (const [path, answer] of pages) {
      const report = await validator.validateString(answer.body);
      check(`${path} is valid HTML`, report.results.flatMap((result) => result.messages.map((message) => `${message.line}:${message.column} ${message.message} (${message.ruleId})`)));
      const policy = answer.headers.get('content-security-policy') ?? '';
      check(`${path} forbids inline script and style`, (!policy.includes("default-src 'none'") || policy.includes('unsafe')) && `policy: ${policy}`);
    }
    for (const path of kinds(pages.map(([path]) => path))) await look(browser, path);
    await lookWithoutScript(browser, pages.map(([path]) => path).filter((path) => /^\/outcomes\/[a-z0-9-]+$/.test(path)));
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    rmSync(state, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
