// Files, vector stores and answers from them by the official JavaScript client. OPENAI_BASE_URL (…/v1), OPENAI_API_KEY and ONEBOX_MODEL say where. Ends with 1 at the first thing that is not as OpenAI's API has it.
import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';

const model = process.env.ONEBOX_MODEL;
const client = new OpenAI({ maxRetries: 0 });
const file = async (name, text) => client.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' });
const poll = { pollIntervalMs: 200 };

const leave = await file('leave.md', '# Leave\n\nEmployees receive thirty days of paid vacation each year.\n');
const pump = await file('pump.md', '# Pump\n\nThe pump AB-1234 is greased every six months.\n');
const store = await client.vectorStores.create({ name: 'Works handbook', metadata: { desk: '3' } });
assert.equal(store.object, 'vector_store');
const batch = await client.vectorStores.fileBatches.createAndPoll(store.id, { file_ids: [leave.id, pump.id] }, poll);
assert.equal(batch.status, 'completed');
assert.equal(batch.file_counts.completed, 2);
const third = await client.vectorStores.files.uploadAndPoll(store.id, await toFile(Buffer.from('The gate is closed at ten in the evening.\n'), 'gate.txt'), poll);
assert.equal(third.status, 'completed');
const more = await client.vectorStores.fileBatches.uploadAndPoll(store.id, { files: [await toFile(Buffer.from('The canteen serves soup on Mondays.\n'), 'canteen.txt')] }, poll);
assert.equal(more.status, 'completed');
const cancelled = await client.vectorStores.fileBatches.cancel(more.id, { vector_store_id: store.id });
assert.equal(cancelled.status, 'completed');

const names = [];
for await (const one of client.vectorStores.files.list(store.id, { limit: 2 })) names.push(one.id);
assert.equal(new Set(names).size, 4);
const content = [];
for await (const part of client.vectorStores.files.content(leave.id, { vector_store_id: store.id })) content.push(part.text);
assert.match(content.join('\n'), /thirty days/);
const found = await client.vectorStores.search(store.id, { query: 'paid vacation of employees', max_num_results: 3, rewrite_query: false, ranking_options: { ranker: 'auto', score_threshold: 0.2 } });
assert.equal(found.data[0].filename, 'leave.md');
assert.match(found.data[0].content[0].text, /thirty days/);

const tools = [{ type: 'file_search', vector_store_ids: [store.id], max_num_results: 4 }];
const response = await client.responses.create({ model, input: 'How much paid vacation do employees receive?', tools, include: ['file_search_call.results'] });
assert.equal(response.status, 'completed');
assert.match(response.output_text, /thirty days of paid vacation/);
const [call, message] = response.output;
assert.equal(call.type, 'file_search_call');
assert.ok(call.results.some((r) => r.file_id === leave.id && /thirty days/.test(r.text)));
assert.equal(message.content[0].annotations[0].type, 'file_citation');
assert.equal(message.content[0].annotations[0].file_id, leave.id);
assert.equal(message.content[0].annotations[0].filename, 'leave.md');

const followed = await client.responses.create({
  model, tools, input: [{ role: 'user', content: 'How often is the pump AB-1234 greased?' }, ...response.output, { role: 'user', content: 'And how much paid vacation do employees receive?' }],
});
assert.match(followed.output_text, /thirty days/);

let text = '', types = [], last;
for await (const event of await client.responses.create({ model, input: 'How much paid vacation do employees receive?', tools, stream: true })) {
  types.push(event.type);
  if (event.type === 'response.output_text.delta') text += event.delta;
  last = event;
}
assert.equal(last.type, 'response.completed');
assert.equal(last.response.output[1].content[0].text, text);
assert.equal(text, response.output_text);
for (const type of ['response.created', 'response.file_search_call.completed', 'response.output_text.annotation.added', 'response.output_item.done']) assert.ok(types.includes(type), type);
const whole = await client.responses.stream({ model, input: 'How much paid vacation do employees receive?', tools }).finalResponse();
assert.equal(whole.output[1].content[0].text, text);

await assert.rejects(client.responses.create({ model, input: 'x', tools: [{ type: 'file_search', vector_store_ids: ['kbs_none'] }] }), (error) => error instanceof OpenAI.NotFoundError);
await assert.rejects(client.responses.create({ model, input: 'x', tools: [...tools, { type: 'web_search' }] }), (error) => error instanceof OpenAI.BadRequestError && error.param === 'tools');
assert.equal((await client.vectorStores.files.delete(leave.id, { vector_store_id: store.id })).deleted, true);
assert.equal((await client.vectorStores.delete(store.id)).deleted, true);
