// The official JavaScript client against a box. OPENAI_BASE_URL (…/v1), OPENAI_API_KEY and ONEBOX_MODEL say which; ONEBOX_EMBEDDING_MODEL
// adds embeddings. Ends with 1 at the first thing that is not as OpenAI's API has it.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const model = process.env.ONEBOX_MODEL ?? 'stories';
const client = new OpenAI({ maxRetries: 0 });
const user = [{ role: 'user', content: 'Once upon a time' }];
const city = {
  type: 'object', properties: { city: { enum: ['Berlin', 'Paris'] } }, required: ['city'], additionalProperties: false,
};

const checks = {
  async models() {
    const ids = [];
    for await (const one of client.models.list()) ids.push(one.id);
    assert.ok(ids.length > 0);
  },

  async chat() {
    const answer = await client.chat.completions.create({ model, messages: user, max_tokens: 8, temperature: 0 });
    assert.equal(answer.object, 'chat.completion');
    assert.ok(answer.choices[0].message.content.length > 0);
    assert.ok(answer.usage.completion_tokens <= 8);
  },

  async chatStream() {
    const stream = await client.chat.completions.create({
      model, messages: user, max_tokens: 12, stream: true, stream_options: { include_usage: true },
    });
    let text = '', usage, reason;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      reason = chunk.choices[0]?.finish_reason ?? reason;
      usage = chunk.usage ?? usage;
    }
    assert.ok(text.length > 0);
    assert.ok(reason === 'length' || reason === 'stop');
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  },

  async tools() {
    const answer = await client.chat.completions.create({
      model, messages: user, max_tokens: 120, tool_choice: 'required', parallel_tool_calls: false,
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: city } }],
    });
    assert.equal(answer.choices[0].finish_reason, 'tool_calls');
    const call = answer.choices[0].message.tool_calls[0];
    assert.equal(call.function.name, 'get_weather');
    assert.ok(['Berlin', 'Paris'].includes(JSON.parse(call.function.arguments).city));
  },

  async toolsStream() {
    const runner = client.chat.completions.stream({
      model, messages: user, max_tokens: 120, tool_choice: 'required', parallel_tool_calls: false,
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: city } }],
    });
    const answer = await runner.finalChatCompletion();
    assert.ok(['Berlin', 'Paris'].includes(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments).city));
  },

  async structured() {
    const answer = await client.chat.completions.create({
      model, messages: user, max_tokens: 60,
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: city } },
    });
    assert.ok(['Berlin', 'Paris'].includes(JSON.parse(answer.choices[0].message.content).city));
  },

  async completions() {
    const answer = await client.completions.create({ model, prompt: 'Once upon a time', max_tokens: 4, echo: true, logprobs: 1 });
    assert.ok(answer.choices[0].text.startsWith('Once upon a time'));
    assert.equal(answer.choices[0].logprobs.tokens.length, answer.usage.total_tokens);
  },

  async responses() {
    const answer = await client.responses.create({ model, input: 'Once upon a time', max_output_tokens: 8 });
    assert.ok(answer.output_text.length > 0);
  },

  async responsesStream() {
    const stream = await client.responses.create({ model, input: 'Once upon a time', max_output_tokens: 8, stream: true });
    let text = '', last;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event;
    }
    assert.ok(['response.completed', 'response.incomplete'].includes(last.type));
    assert.equal(last.response.output[0].content[0].text, text);
  },

  async errors() {
    await assert.rejects(
      client.chat.completions.create({ model, messages: user, temperature: 99 }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === 'temperature');
  },

  async leaving() {
    const stream = await client.chat.completions.create({ model, messages: user, max_tokens: 400, stream: true });
    for await (const _ of stream) break;
    const answer = await client.chat.completions.create({ model, messages: user, max_tokens: 1 });
    assert.ok(answer.usage.prompt_tokens > 0);
  },

  async embeddings() {
    const embedding = process.env.ONEBOX_EMBEDDING_MODEL;
    if (!embedding) return 'skipped';
    const answer = await client.embeddings.create({ model: embedding, input: ['the cat', 'a dog'] });
    assert.equal(answer.data.length, 2);
    assert.ok(Math.abs(answer.data[0].embedding.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-3);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    console.log(`${name}: ${(await check()) ?? 'ok'}`);
  } catch (error) {
    failed++;
    console.error(`${name}: FAILED: ${error.message}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
