using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Onebox.Api.Deployments;
using Onebox.Testing;

namespace Onebox.Evaluation.Tests.Box;

/// <summary>
/// An engine elsewhere in many guises, chosen by the model that a route asks it for: servers as they are met in the field, two models that answer well and badly, and judges.
/// A token is a word with the space before it; the likelier, the shorter.
/// </summary>
public sealed partial class Laboratory : IAsyncLifetime
{
    /// <summary>The collection of the test classes that share one.</summary>
    public const string Tests = nameof(Laboratory);

    public RealBox Box { get; private set; } = null!;

    public ScriptedEngine Engine { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Engine = await ScriptedEngine.StartAsync(request => Task.FromResult(Answer(request)));
        Box = await RealBox.StartAsync();
        await Box.Client.Deployments.AddEngineAsync(new AddEngineRequest("lab", Engine.Address));
        foreach (var guise in (string[])["vllm", "needs-a-token", "prompt-logprobs", "no-echo", "deaf", "chat-only", "small", "good", "bad", "fair", "first", "mute"])
        {
            await Box.Client.Deployments.PutRouteAsync(guise, new PutRouteRequest([new RouteTarget("engine:lab", Model: guise)]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Box.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private static (int Status, string Json) Answer(ScriptedRequest request)
    {
        var completions = request.Path == "/v1/completions";
        var (echo, several, mostTokens) = ((bool?)request.Body["echo"] == true, request.Body["prompt"] is JsonArray, (int?)request.Body["max_tokens"]);
        return request.Model switch
        {
            "vllm" when echo => Echoed(request, generated: 0),
            "needs-a-token" when several => ScriptedEngine.Error(400, "prompt must be a string"),
            "needs-a-token" when mostTokens == 0 => ScriptedEngine.Error(400, "max_tokens must be at least 1"),
            "needs-a-token" when echo => Echoed(request, generated: 1),
            "prompt-logprobs" when echo => ScriptedEngine.Error(400, "echo is not supported"),
            "prompt-logprobs" when request.Body["prompt_logprobs"] is not null => Told(request),
            "no-echo" when echo => ScriptedEngine.Error(400, "Only no echo is supported"),
            "chat-only" when completions => ScriptedEngine.Error(404, "Not Found"),
            // vLLM's words; it says so with the number 400 for a code.
            "small" when request.Text.Split(' ').Length > 40 => ScriptedEngine.Error(400, "This model's maximum context length is 40 tokens. However, your request has more input tokens."),
            "good" => ScriptedEngine.Chat(request.Text.Contains("alike", StringComparison.Ordinal) ? "the same" : "a good answer"),
            "bad" => ScriptedEngine.Chat(request.Text.Contains("alike", StringComparison.Ordinal) ? "the same" : "no idea"),
            "fair" => ScriptedEngine.Chat(Fair(request.Text)),
            "first" => ScriptedEngine.Chat("The first is fine. [[A]]"),
            "mute" => ScriptedEngine.Chat("I would rather not say."),
            _ when completions => ScriptedEngine.Completion(" four"),
            _ => ScriptedEngine.Chat("four"),
        };
    }

    /// <summary>Reads what it compares; a tie where the question says so, and no verdict where it is asked for none.</summary>
    private static string Fair(string text)
    {
        if (text.Contains("even", StringComparison.Ordinal)) return "Neither. [[C]]";
        if (text.Contains("unclear", StringComparison.Ordinal)) return "Hm.";
        return text.IndexOf("good", StringComparison.Ordinal) < text.IndexOf("[End of answer A]", StringComparison.Ordinal) ? "[[A]]" : "[[B]]";
    }

    private static (int Status, string Json) Echoed(ScriptedRequest request, int generated)
    {
        var choices = new JsonArray();
        foreach (var (index, prompt) in request.Prompts.Index())
        {
            // As vLLM: the beginning of text is a token with a text of its own, which moves every offset.
            List<string> tokens = ["<s>", .. Words(prompt), .. Enumerable.Repeat(" and", generated)];
            var (offsets, at) = (new JsonArray(), 0);
            foreach (var token in tokens)
            {
                offsets.Add(at);
                at += token.Length;
            }

            choices.Add(new JsonObject
            {
                ["index"] = index,
                ["text"] = prompt + (generated > 0 ? " and" : ""),
                ["finish_reason"] = "length",
                ["logprobs"] = new JsonObject
                {
                    ["tokens"] = new JsonArray([.. tokens.Select(t => (JsonNode)t)]),
                    ["token_logprobs"] = new JsonArray([.. tokens.Select((t, i) => i == 0 ? null : (JsonNode)LogprobOf(t))]),
                    ["text_offset"] = offsets,
                },
            });
        }

        return (200, new JsonObject { ["choices"] = choices, ["usage"] = new JsonObject { ["prompt_tokens"] = 9, ["completion_tokens"] = generated * choices.Count, ["total_tokens"] = 9 } }.ToJsonString());
    }

    private static (int Status, string Json) Told(ScriptedRequest request)
    {
        var choices = new JsonArray();
        foreach (var (index, prompt) in request.Prompts.Index())
        {
            var told = new JsonArray((JsonNode?)null);
            foreach (var (id, token) in Words(prompt).Index()) told.Add(new JsonObject { [$"{id}"] = new JsonObject { ["logprob"] = LogprobOf(token), ["rank"] = 1, ["decoded_token"] = token } });
            choices.Add(new JsonObject { ["index"] = index, ["text"] = " and", ["finish_reason"] = "length", ["prompt_logprobs"] = told });
        }

        return (200, new JsonObject { ["choices"] = choices }.ToJsonString());
    }

    private static IEnumerable<string> Words(string prompt) => Word().Matches(prompt).Select(m => m.Value);

    public static double LogprobOf(string token) => -token.Trim().Length / 10.0;

    [GeneratedRegex(@"\s*\S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}

[CollectionDefinition(Laboratory.Tests)]
public sealed class LaboratoryTests : ICollectionFixture<Laboratory>;
