using System.Globalization;

namespace Onebox.Pool.Running;

/// <summary>The environment of a worker: only what it needs, so that no secret of the host's reaches native code.</summary>
internal static class WorkerEnvironment
{
    /// <summary>By this a leftover is known for ours, whatever its process id.</summary>
    public const string WorkerId = "ONEBOX_WORKER_ID";

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_DIR", "SSL_CERT_FILE" };

    private static readonly string[] KeptPrefixes = ["LC_", "DOTNET_", "CUDA_", "NVIDIA_", "NCCL_", "GGML_", "LLAMA_", "OMP_", "MKL_", "OPENBLAS_", "VK_"];

    public static Dictionary<string, string> For(string workerId, double cpuCores, IReadOnlyList<string> gpuUuids, IEnumerable<KeyValuePair<string, string?>> host)
    {
        var environment = host
            .Where(v => v.Value is not null && (Kept.Contains(v.Key) || KeptPrefixes.Any(p => v.Key.StartsWith(p, StringComparison.Ordinal))))
            .ToDictionary(v => v.Key, v => v.Value!, StringComparer.Ordinal);
        environment[WorkerId] = workerId;
        // Empty hides every GPU from CUDA: a lease without GPUs gets none.
        environment["CUDA_VISIBLE_DEVICES"] = string.Join(',', gpuUuids);
        environment["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID";
        var threads = Math.Max(1, (int)Math.Round(cpuCores)).ToString(CultureInfo.InvariantCulture);
        foreach (var name in (string[])["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"]) environment[name] = threads;
        // A worker is not to open a diagnostics socket that outlives it, nor to listen where the host was told to.
        environment["DOTNET_EnableDiagnostics"] = "0";
        return environment;
    }
}
