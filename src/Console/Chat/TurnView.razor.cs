using Microsoft.AspNetCore.Components;
using Onebox.Console.Parts;

namespace Onebox.Console.Chat;

/// <summary>One question or answer, with where its time went.</summary>
public sealed partial class TurnView
{
    /// <summary>Answers again; not set where that makes no sense.</summary>
    [Parameter]
    public EventCallback OnAgain { get; set; }

    /// <summary>Takes a question back to be asked otherwise; not set where that makes no sense.</summary>
    [Parameter]
    public EventCallback OnEdit { get; set; }

    [Parameter]
    public bool Running { get; set; }

    [Parameter, EditorRequired]
    public object Content { get; set; } = null!;

    private Turn Turn => (Turn)Content;

    private string Figures
    {
        get
        {
            var parts = new List<string>();
            if (Turn.Finish is "stopped") parts.Add("stopped");
            if (Turn.Finish is "length") parts.Add("ended at the limit of tokens");
            if (Turn.Usage is { } usage) parts.Add($"{Amounts.Whole(usage.CompletionTokens)} tokens");
            if (Turn.Timings is { } timings)
            {
                parts.Add(Amounts.Number(timings.TokensPerSecond, "tok/s"));
                parts.Add($"first token {Amounts.Milliseconds(timings.TimeToFirstTokenMs)}");
                if (timings.QueueMs >= 1) parts.Add($"queue {Amounts.Milliseconds(timings.QueueMs)}");
            }

            if (Turn.Usage is { } read) parts.Add($"prompt {Amounts.Whole(read.PromptTokens)}{(read.PromptTokensDetails is { CachedTokens: > 0 and var cached } ? $", {Amounts.Whole(cached)} from the cache" : "")}");
            return string.Join(" · ", parts);
        }
    }
}
