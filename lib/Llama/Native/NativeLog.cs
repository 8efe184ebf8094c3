using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Llama;

/// <summary>Receives the natives' log lines, hands them to the runtime's delegate, and lets a load or a context creation listen on its own thread.</summary>
internal static unsafe class NativeLog
{
    private const int Continuation = 5;
    private const int RememberedErrors = 3;

    [ThreadStatic] private static StringBuilder? _line;
    [ThreadStatic] private static int _level;
    [ThreadStatic] private static List<(LlamaLogLevel Level, string Text)>? _heard;

    public static Action<LlamaLogLevel, string>? Sink { get; set; }

    public static void Attach()
    {
        LlamaApi.ggml_log_set(&OnLog, null);
        LlamaApi.llama_log_set(&OnLog, null);
        LlamaApi.ggml_set_abort_callback(&OnAbort);
    }

    /// <summary>Collects what the natives log on this thread while <paramref name="work"/> runs.</summary>
    public static T Listen<T>(Func<T> work, out IReadOnlyList<(LlamaLogLevel Level, string Text)> heard)
    {
        var before = _heard;
        var mine = _heard = [];
        try
        {
            return work();
        }
        finally
        {
            heard = mine;
            _heard = before;
        }
    }

    public static string Cause(IReadOnlyList<(LlamaLogLevel Level, string Text)> heard)
    {
        var errors = heard.Where(l => l.Level == LlamaLogLevel.Error).Select(l => l.Text).TakeLast(RememberedErrors).ToArray();
        return errors.Length == 0 ? "llama.cpp gave no reason" : string.Join("; ", errors);
    }

    /// <summary>Bytes that the natives report as "NAME buffer size = N MiB" in lines that contain <paramref name="what"/>.</summary>
    public static long BufferBytes(IReadOnlyList<(LlamaLogLevel Level, string Text)> heard, string what)
    {
        const string marker = "buffer size =";
        double mebibytes = 0;
        foreach (var (_, text) in heard)
        {
            var at = text.IndexOf(marker, StringComparison.Ordinal);
            if (at < 0 || !text.AsSpan(0, at).TrimEnd().EndsWith(what, StringComparison.Ordinal)) continue;
            var number = text.AsSpan(at + marker.Length).TrimStart();
            var end = number.IndexOf(' ');
            if (end > 0 && double.TryParse(number[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) mebibytes += value;
        }
        return (long)(mebibytes * 1024 * 1024);
    }

    /// <summary>llama.cpp takes all cells for one sequence's when sequences share them, and warns of a context that no sequence has.</summary>
    private static bool IsOfOneSequence(string line) => line.Contains("n_ctx_seq", StringComparison.Ordinal) && line.Contains("n_ctx_train", StringComparison.Ordinal);

    /// <summary>The natives are about to end the process. Without this they would start a debugger to print a backtrace, which can hang for minutes.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnAbort(byte* text)
    {
        var message = "llama.cpp ends the process: " + Utf8Text.Read(text);
        Console.Error.WriteLine(message);
        Sink?.Invoke(LlamaLogLevel.Error, message);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(int level, byte* text, void* user)
    {
        // An exception must not cross into native code.
        try
        {
            var line = _line ??= new StringBuilder();
            if (level != Continuation) _level = level;
            line.Append(Marshal.PtrToStringUTF8((nint)text));
            if (line.Length == 0 || line[^1] != '\n') return;
            var whole = line.ToString().Trim();
            line.Clear();
            if (whole.Length == 0 || IsOfOneSequence(whole)) return;
            var severity = _level switch { 4 => LlamaLogLevel.Error, 3 => LlamaLogLevel.Warning, 1 => LlamaLogLevel.Debug, _ => LlamaLogLevel.Information };
            _heard?.Add((severity, whole));
            Sink?.Invoke(severity, whole);
        }
        catch (Exception)
        {
            _line?.Clear();
        }
    }
}
