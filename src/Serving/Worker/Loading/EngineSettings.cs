using Onebox.Llama;
using Onebox.Pool;
using Onebox.Serving.Contract;

namespace Onebox.Serving.Worker.Loading;

/// <summary>A deployment's settings as the engine takes them.</summary>
internal static class EngineSettings
{
    private const int MostSequences = 127;

    public static LlamaModelOptions Model(WorkerSettings settings) => new() { GpuLayers = settings.GpuLayers };

    /// <param name="draft">Null for none.</param>
    public static EngineOptions Engine(WorkerSettings settings, WorkerContext context, LlamaModel? draft, TimeProvider clock)
    {
        var threads = Threads(settings, context);
        return new EngineOptions
        {
            ContextTokens = checked(settings.ContextTokens * settings.Parallel),
            SequenceTokens = settings.ContextTokens,
            MaxSequences = Math.Min(settings.Parallel, MostSequences),
            BatchTokens = Math.Max(settings.BatchTokens, settings.Parallel),
            Threads = threads,
            BatchThreads = threads,
            KeyType = KeyValueType(settings.KeyType, "keyType"),
            ValueType = KeyValueType(settings.ValueType, "valueType"),
            QueueLimit = settings.QueueLimit,
            Draft = draft,
            Time = clock,
        };
    }

    /// <summary>Never more than the lease's cores: threads that wait for a core make the engine slower by orders of magnitude.</summary>
    public static int Threads(WorkerSettings settings, WorkerContext context)
    {
        var leased = Math.Max(1, (int)context.CpuCores);
        return settings.Threads <= 0 ? leased : Math.Min(settings.Threads, leased);
    }

    private static KvType KeyValueType(string name, string field) => name switch
    {
        "f16" => KvType.F16,
        "q8_0" => KvType.Q8_0,
        "q4_0" => KvType.Q4_0,
        "bf16" => KvType.BF16,
        "f32" => KvType.F32,
        _ => throw new LlamaException(LlamaErrorCode.BadRequest, $"{field} is '{name}'; it can be f16, q8_0, q4_0, bf16 or f32."),
    };
}
