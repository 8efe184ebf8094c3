using System.CommandLine;
using System.Text;
using Onebox.Api;
using Onebox.Api.OpenAI;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Chat;

/// <summary><c>onebox chat ROUTE</c>: one question with <c>--prompt</c> (or on stdin), else a conversation.</summary>
internal sealed class ChatCommand : BoxCommand
{
    private readonly Argument<string> _route = new("route") { Description = "Which route (deployment) answers." };
    private readonly Option<string?> _prompt = new("--prompt", "-p") { Description = "Ask this and end; - reads it from stdin.", HelpName = "TEXT" };
    private readonly Option<string?> _system = new("--system") { Description = "A system prompt.", HelpName = "TEXT" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "The longest answer.", HelpName = "N" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "0 always takes the likeliest token.", HelpName = "T" };
    private readonly Option<double?> _topP = new("--top-p") { HelpName = "P", Description = "Take tokens from the likeliest that have this share together." };
    private readonly Option<long?> _seed = new("--seed") { Description = "The same seed gives the same text.", HelpName = "N" };

    public ChatCommand()
        : base("chat", "Talk to a model.")
    {
        Arguments.Add(_route);
        foreach (var option in (Option[])[_prompt, _system, _maxTokens, _temperature, _topP, _seed]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var messages = new List<ChatMessage>();
        if (run.Get(_system) is { } system) messages.Add(new ChatMessage("system", system));
        if (run.Get(_prompt) is { } prompt)
        {
            messages.Add(new ChatMessage("user", prompt == "-" ? await Console.In.ReadToEndAsync(cancellation) : prompt));
            var answer = await AskAsync(run, messages, cancellation);
            run.Print.Result(answer, CliJson.Default.ChatResult, a =>
            {
                Console.Out.WriteLine();
                if (a.FinishReason == "length" && !Console.IsErrorRedirected) Console.Error.WriteLine("(ended at the limit of tokens: --max-tokens)");
            });
            return ExitCodes.Done;
        }

        return await TalkAsync(run, messages, cancellation);
    }

    private async Task<int> TalkAsync(Invocation run, List<ChatMessage> messages, CancellationToken cancellation)
    {
        if (!Console.IsInputRedirected) await Console.Error.WriteLineAsync("Ask away; an empty line or Ctrl+D ends.");
        while (true)
        {
            if (!Console.IsInputRedirected) await Console.Error.WriteAsync("› ");
            if (await Console.In.ReadLineAsync(cancellation) is not { Length: > 0 } line) return ExitCodes.Done;
            messages.Add(new ChatMessage("user", line));
            var answer = await AskAsync(run, messages, cancellation);
            messages.Add(new ChatMessage("assistant", answer.Text));
            run.Print.Result(answer, CliJson.Default.ChatResult, a =>
            {
                Console.Out.WriteLine();
                if (!Console.IsErrorRedirected && a.TokensPerSecond is { } speed) Console.Error.WriteLine($"\u001b[2m{a.CompletionTokens} tokens, {Units.Number(speed)} tokens/s, first after {Units.Number(a.TimeToFirstTokenMs ?? 0, "0")} ms\u001b[0m");
                Console.Out.WriteLine();
            });
        }
    }

    private async Task<ChatResult> AskAsync(Invocation run, IReadOnlyList<ChatMessage> messages, CancellationToken cancellation)
    {
        var request = new ChatRequest
        {
            Model = run.Get(_route),
            Messages = messages,
            MaxTokens = run.Get(_maxTokens),
            Temperature = run.Get(_temperature),
            TopP = run.Get(_topP),
            Seed = run.Get(_seed),
        };
        var (text, reasoning) = (new StringBuilder(), new StringBuilder());
        string? finish = null;
        ChatUsage? usage = null;
        ChatTimings? timings = null;
        await foreach (var chunk in run.Box.ChatAsync(request, cancellation))
        {
            if (chunk.Error is { } error) throw new BoxException(new ProblemDetails { Code = error.Code ?? error.Type, Detail = error.Message, Status = 500 });
            foreach (var choice in chunk.Choices)
            {
                reasoning.Append(choice.Delta?.ReasoningContent);
                text.Append(choice.Delta?.Content);
                if (!run.Print.IsJson && choice.Delta?.Content is { Length: > 0 } delta) Console.Out.Write(delta);
                finish = choice.FinishReason ?? finish;
            }

            usage = chunk.Usage ?? usage;
            timings = chunk.Timings ?? timings;
        }

        return new ChatResult(
            request.Model, text.ToString(), reasoning.Length > 0 ? reasoning.ToString() : null, finish, usage?.PromptTokens, usage?.CompletionTokens, usage?.PromptTokensDetails?.CachedTokens,
            timings?.TimeToFirstTokenMs, timings?.TokensPerSecond);
    }
}
