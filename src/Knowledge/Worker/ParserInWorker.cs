using Onebox.Documents;
using Onebox.Documents.Ocr;

namespace Onebox.Knowledge.Worker;

/// <summary>The parser with all that this process has: with OCR where its models are beside the program.</summary>
internal static class ParserInWorker
{
    public static DocumentParser Create() => new(OcrModels.Find() is { } models ? new OcrWhenNeeded(models) : null);

    /// <summary>The networks are read with the first picture: most folders have none.</summary>
    private sealed class OcrWhenNeeded(OcrModels models) : IOcrEngine
    {
        private readonly Lazy<OcrEngine> _engine = new(() => OcrEngine.Load(models, Math.Max(1, Environment.ProcessorCount / 2)));

        public OcrPage Read(OcrImage image, CancellationToken cancellation) => _engine.Value.Read(image, cancellation);
    }
}
