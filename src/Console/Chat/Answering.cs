using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Deployments;

namespace Onebox.Console.Chat;

/// <summary>Asks for one answer and writes it into a turn as it comes; waits, and says so, while the model loads.</summary>
internal sealed class Answering(OneboxClient box, TimeProvider clock)
{
    private const int ServiceUnavailable = 503;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan BetweenPaints = TimeSpan.FromMilliseconds(60);

    /// <param name="changed">Called as the answer grows, at most every <see cref="BetweenPaints"/>, and at its end.</param>
    /// <param name="stop">Stops it; what has come stays.</param>
    public async Task RunAsync(Conversation conversation, Turn answer, Func<Task> changed, CancellationToken stop)
    {
        try
        {
            while (!await AskAsync(conversation, answer, changed, stop)) await WaitAsync(conversation.Route!, answer, changed, stop);
        }
        catch (OperationCanceledException)
        {
            answer.Finish ??= "stopped";
        }
        catch (BoxException refused)
        {
            (answer.Failure, answer.Remedy) = (refused.Problem.Detail, refused.Problem.Remedy);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or JsonException)
        {
            (answer.Failure, answer.Remedy) = ($"The answer broke off: {error.Message}", "Ask again.");
        }

        (answer.Waiting, answer.Loaded) = (null, null);
        await changed();
    }

    /// <returns>False when the model is not loaded yet.</returns>
    private async Task<bool> AskAsync(Conversation conversation, Turn answer, Func<Task> changed, CancellationToken stop)
    {
        var paintedAt = clock.GetTimestamp();
        try
        {
            await foreach (var chunk in box.ChatAsync(conversation.ToRequest(), stop))
            {
                (answer.Waiting, answer.Loaded) = (null, null);
                if (chunk.Error is { } error)
                {
                    (answer.Failure, answer.Remedy) = (error.Message, "Ask again; what has come so far is kept.");
                    return true;
                }

                foreach (var choice in chunk.Choices)
                {
                    answer.Text += choice.Delta?.Content;
                    answer.Reasoning += choice.Delta?.ReasoningContent;
                    answer.Finish = choice.FinishReason ?? answer.Finish;
                }

                answer.Usage = chunk.Usage ?? answer.Usage;
                answer.Timings = chunk.Timings ?? answer.Timings;
                if (clock.GetElapsedTime(paintedAt) < BetweenPaints) continue;
                paintedAt = clock.GetTimestamp();
                await changed();
            }

            return true;
        }
        catch (BoxException refused) when (refused.Problem.Status == ServiceUnavailable && answer.Text.Length == 0)
        {
            if (await IsLoadingAsync(conversation.Route!, stop)) return false;
            throw;
        }
    }

    private async Task WaitAsync(string route, Turn answer, Func<Task> changed, CancellationToken stop)
    {
        var deployment = await DeploymentOfAsync(route, stop);
        answer.Waiting = $"{deployment?.ModelName ?? route} is loading";
        answer.Loaded = deployment?.LoadProgress;
        await changed();
        await Task.Delay(LookAgain, clock, stop);
    }

    private async Task<bool> IsLoadingAsync(string route, CancellationToken stop) =>
        await DeploymentOfAsync(route, stop) is { State: DeploymentState.Starting or DeploymentState.Idle or DeploymentState.Ready or DeploymentState.Degraded };

    private async Task<DeploymentInfo?> DeploymentOfAsync(string route, CancellationToken stop)
    {
        var targets = (await box.Deployments.RoutesAsync(stop)).Items.FirstOrDefault(r => r.Name == route)?.Targets.Select(t => t.Deployment).ToList() ?? [route];
        return (await box.Deployments.ListAsync(stop)).Items.FirstOrDefault(d => targets.Contains(d.Name, StringComparer.Ordinal));
    }
}
