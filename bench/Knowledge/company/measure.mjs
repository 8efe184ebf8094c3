// What whoever asks gets: each folder here becomes a base of a running box, its questions are asked one by one on the command line, and what came back is counted.
//   node bench/Knowledge/company/measure.mjs [--route onebox-tiny] [--write FILE] [SET…]      ./onebox up --detach first; ONEBOX names another command line, ONEBOX_DATA another box
// A question (SET.jsonl) that is answered is right when the answer holds one of the right answers, and well cited when a citation that supports it is of a right document and its quote holds it.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const onebox = process.env.ONEBOX ?? join(here, '../../../onebox');
const halves = { tuned: ['security', 'travel', 'machine'], unseen: ['hr', 'products', 'minutes'], 'other languages': ['german', 'chinese'] };
const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args.splice(args.indexOf(name), 2)[1] : otherwise);
const route = option('--route', 'onebox-tiny');
const file = option('--write');
const chosen = args.length > 0 ? { chosen: args } : halves;

function run(...words) {
  const { status, stdout, stderr } = spawnSync(onebox, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`onebox ${words.join(' ')}: ${stderr}`);
  return stdout;
}

const plain = (text) => text.toLowerCase().replace(/\s+/g, ' ');
const holds = (text, answers) => answers.some((a) => plain(text).includes(plain(a)));

function ask(set) {
  const base = `company-${set}`;
  if (!JSON.parse(run('kb', 'list', '--json')).some?.((b) => b.name === base)) spawnSync(onebox, ['kb', 'create', base]);
  run('kb', 'add', base, join(here, set), '--json');
  const count = { questions: 0, right: 0, cited: 0, wrong: 0, refused: 0, none: 0, told: 0 };
  for (const line of readFileSync(join(here, `${set}.jsonl`), 'utf8').split('\n').filter((l) => l.trim())) {
    const question = JSON.parse(line);
    const answer = JSON.parse(run('kb', 'ask', base, question.question, '--route', route, '--json'));
    let verdict;
    if (question.answerable === false) {
      count.none++;
      verdict = answer.inDocuments ? 'made up' : 'rightly refused';
      if (!answer.inDocuments) count.told++;
    } else {
      count.questions++;
      const right = answer.inDocuments && holds(answer.answer, question.answers);
      const cited = right && answer.citations.some((c) => c.supports && question.documents.includes(c.document) && holds(c.quote, question.answers));
      verdict = !answer.inDocuments ? 'wrongly refused' : cited ? 'right' : right ? 'right, cited wrongly' : 'wrong';
      count[!answer.inDocuments ? 'refused' : right ? 'right' : 'wrong']++;
      if (cited) count.cited++;
    }

    console.log(`${verdict.padEnd(20)} ${question.question}\n${''.padEnd(20)} ${answer.answer.replaceAll('\n', ' ')}`);
    if (file) appendFileSync(file, `${JSON.stringify({ ...question, verdict, said: answer })}\n`);
  }

  return count;
}

if (file && existsSync(file)) rmSync(file);
for (const [half, sets] of Object.entries(chosen)) {
  const sum = {};
  for (const set of sets) for (const [name, value] of Object.entries(ask(set))) sum[name] = (sum[name] ?? 0) + value;
  console.log(`\n${half}: ${sum.right} of ${sum.questions} right (${sum.cited} with the right citation), ${sum.wrong} wrong, ${sum.refused} wrongly refused; without an answer: ${sum.told} of ${sum.none} refused\n`);
}
