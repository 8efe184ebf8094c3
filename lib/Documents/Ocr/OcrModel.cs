using Microsoft.ML.OnnxRuntime;

namespace Onebox.Documents.Ocr;

/// <summary>One network with one input and one output.</summary>
internal sealed class OcrModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public OcrModel(string path, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(path, options);
        _inputs = [_session.InputNames[0]];
        _outputs = [_session.OutputNames[0]];
    }

    /// <param name="data">Batch × channels × height × width, flat.</param>
    /// <param name="shape">Those four.</param>
    /// <returns>The output, flat, and its shape.</returns>
    public (float[] Data, long[] Shape) Run(float[] data, long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(data, shape);
        using var outputs = _session.Run(_run, _inputs, [input], _outputs);
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
