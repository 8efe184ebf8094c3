using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Pool;
using Onebox.Serving.Contract;

namespace Onebox.Serving.Deployments;

/// <summary>Follows one replica from its start to its end: process, loading, warm-up, health, and back again after a crash.</summary>
internal sealed partial class WatchReplica(WarmUp warmUp, IOptions<ServingOptions> options, TimeProvider clock, ILogger<WatchReplica> log)
{
    private const int CrashesWhileComingUp = 2;
    private const int FailedWarmUps = 3;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly Uri StateAddress = new("http://worker/state");

    /// <param name="changed">Called after each change of the replica.</param>
    public async Task RunAsync(Replica replica, Action changed, CancellationToken stop)
    {
        var everReady = false;
        var heardAt = clock.GetTimestamp();
        int? warmed = null;
        var coldAnswers = 0;
        using var listening = replica.Worker.OnChanged(_ => replica.Look.Give());
        while (replica.Stage is not (ReplicaStage.Failed or ReplicaStage.Draining))
        {
            var before = (replica.Stage, replica.LoadProgress, replica.Reason);
            switch (replica.Worker.State)
            {
                case WorkerState.Ended or WorkerState.Stopping:
                    replica.Fail(DeploymentErrors.WorkerEnded(replica.Worker.Reason));
                    break;
                case WorkerState.Restarting when !everReady && replica.Worker.Restarts >= CrashesWhileComingUp:
                    replica.Fail(DeploymentErrors.WorkerEnded(replica.Worker.Reason));
                    break;
                case WorkerState.Starting or WorkerState.Restarting:
                    (replica.Stage, replica.Reason, replica.LoadProgress, replica.Engine) = (ReplicaStage.Starting, replica.Worker.Reason, null, null);
                    (warmed, heardAt) = (null, clock.GetTimestamp());
                    break;
                default:
                    var state = await AskAsync(replica, stop);
                    if (state is not null) heardAt = clock.GetTimestamp();
                    else if (clock.GetElapsedTime(heardAt) > options.Value.HungAfter) replica.Fail(DeploymentErrors.Hung(options.Value.HungAfter));
                    if (state?.State == EngineState.Ready && warmed != replica.Worker.ProcessId)
                    {
                        replica.Stage = ReplicaStage.Warming;
                        replica.LoadProgress = 1;
                        replica.Model = state.Model;
                        changed();
                        if (await warmUp.RunAsync(replica, stop)) (warmed, coldAnswers) = (replica.Worker.ProcessId, 0);
                        else if (++coldAnswers >= FailedWarmUps) replica.Fail(DeploymentErrors.ColdAnswer);
                    }

                    // A drain may have begun during the question: its word stands.
                    if (state is not null && replica.Stage is not (ReplicaStage.Draining or ReplicaStage.Failed)) Take(replica, state, warmed == replica.Worker.ProcessId);
                    break;
            }

            if (replica.Stage == ReplicaStage.Ready && !everReady)
            {
                everReady = true;
                Ready(replica.Id, replica.Worker.Id);
            }

            if (before != (replica.Stage, replica.LoadProgress, replica.Reason)) changed();
            await replica.Look.WaitAsync(replica.Stage == ReplicaStage.Ready ? options.Value.HealthEvery : options.Value.LoadEvery, clock, stop);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static void Take(Replica replica, EngineState state, bool warmed)
    {
        replica.Engine = state.Engine;
        switch (state.State)
        {
            case EngineState.Failed:
                replica.Fail(DeploymentErrors.LoadFailed(state.Code, state.Reason, state.Remedy));
                break;
            case EngineState.Ready when warmed:
                (replica.Stage, replica.Reason, replica.LoadProgress, replica.Model) = (ReplicaStage.Ready, null, null, state.Model);
                break;
            case EngineState.Ready:
                break;
            default:
                (replica.Stage, replica.LoadProgress) = (ReplicaStage.Loading, state.LoadProgress ?? replica.LoadProgress);
                break;
        }
    }

    /// <returns>Null when it does not tell.</returns>
    private async Task<EngineState?> AskAsync(Replica replica, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, StateAddress);
            using var response = await replica.Worker.Http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode) return null;
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return await JsonSerializer.DeserializeAsync(body, ContractJson.Default.EngineState, either.Token);
        }
        catch (Exception error) when (!stop.IsCancellationRequested && error is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            // Its death shows in the worker's state; a mere silence is measured.
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Replica {Id} is ready on worker {Worker}")]
    private partial void Ready(string id, string worker);
}
