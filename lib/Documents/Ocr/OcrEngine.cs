using System.Text;
using Onebox.Documents.Pictures;
using Onebox.Documents.Text;

namespace Onebox.Documents.Ocr;

/// <summary>
/// PP-OCRv4 by ONNX Runtime: find lines, turn the page upright, set it straight, read each line. Native code: create it in a worker process. Reading may be called from
/// several threads at once.
/// </summary>
public sealed class OcrEngine : IOcrEngine, IDisposable
{
    private const int Probes = 12;
    private const double LeastConfidence = 0.5;
    private readonly OcrModel _detection;
    private readonly OcrModel _direction;
    private readonly OcrModel _recognition;
    private readonly TextDetector _detector;
    private readonly DirectionClassifier _classifier;
    private readonly TextRecognizer _recognizer;

    private OcrEngine(OcrModels models, int threads)
    {
        _detection = new OcrModel(models.Detection, threads);
        _direction = new OcrModel(models.Direction, threads);
        _recognition = new OcrModel(models.Recognition, threads);
        _detector = new TextDetector(_detection);
        _classifier = new DirectionClassifier(_direction);
        // The dictionary leaves out the last class, the space.
        _recognizer = new TextRecognizer(_recognition, [.. File.ReadLines(models.Dictionary), " "]);
    }

    /// <param name="models">Null for those beside the program.</param>
    /// <param name="threads">For each of the three networks.</param>
    /// <exception cref="FileNotFoundException">The models are not there.</exception>
    public static OcrEngine Load(OcrModels? models = null, int threads = 1) =>
        new(models ?? OcrModels.Find() ?? throw new FileNotFoundException($"The OCR models are not beside the program ({Path.Combine(AppContext.BaseDirectory, "models", "ocr")}). Build Onebox with npm installed, or copy the models there."), threads);

    public OcrPage Read(OcrImage image, CancellationToken cancellation)
    {
        image = Polarity.DarkOnLight(image);
        var boxes = _detector.Find(image, cancellation);
        var rotation = 0;
        if (OnItsSide(boxes))
        {
            rotation = 90;
            image = Rotation.Turn(image, 90);
            boxes = _detector.Find(image, cancellation);
        }

        var skew = Skew.Of(boxes);
        if (skew != 0)
        {
            var (cx, cy) = (image.Width / 2.0, image.Height / 2.0);
            image = Skew.Straightened(image, skew);
            boxes = boxes.ConvertAll(b => b.Turned(-skew, cx, cy, cx, cy));
        }

        if (UpsideDown(image, boxes))
        {
            rotation += 180;
            image = Rotation.Turn(image, 180);
            boxes = boxes.ConvertAll(b => b with { X = image.Width - b.X, Y = image.Height - b.Y });
        }

        var clean = PictureRules.Find(image).Erased(image);
        var lines = new List<OcrLine>(boxes.Count);
        foreach (var box in boxes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Line(clean, box) is { } line) lines.Add(line);
        }

        return new OcrPage(image, rotation % 360, lines);
    }

    public void Dispose()
    {
        _detection.Dispose();
        _direction.Dispose();
        _recognition.Dispose();
    }

    private static bool OnItsSide(List<TextBox> boxes)
    {
        var lines = boxes.Where(b => b.Length > 2 * b.Thickness).ToList();
        return lines.Sum(b => Math.Abs(b.Angle) > Math.PI / 4 ? b.Length : 0) > 0.6 * lines.Sum(b => b.Length) && lines.Count > 0;
    }

    // The classifier errs on short lines; where it doubts, the side that reads better decides.
    private bool UpsideDown(OcrImage image, List<TextBox> boxes)
    {
        var probes = boxes.Where(b => b.Length > 2 * b.Thickness).OrderByDescending(b => Math.Min(b.Length, 8 * b.Thickness)).Take(Probes).Select(b => Polarity.DarkOnLight(LineCut.Cut(image, b with { Length = Math.Min(b.Length, 16 * b.Thickness) }))).ToList();
        if (probes.Count == 0 || probes.Count(p => _classifier.UpsideDown(p) > 0.5) < Math.Max(1, probes.Count / 4)) return false;
        return probes.Sum(p => _recognizer.Read(Rotation.Turn(p, 180)).Confidence) > probes.Sum(p => _recognizer.Read(p).Confidence);
    }

    private OcrLine? Line(OcrImage image, TextBox box)
    {
        // One upright character may be higher than wide: its box must not lie on its side.
        if (Math.Abs(box.Angle) > Math.PI / 4 && box.Length < 2.5 * box.Thickness) box = box with { Length = box.Thickness, Thickness = box.Length, Angle = box.Angle - (Math.Sign(box.Angle) * Math.PI / 2) };
        var cut = Polarity.DarkOnLight(LineCut.Cut(image, box));
        var text = _recognizer.Read(cut);
        if (text.Characters.Count == 0 || text.Confidence < LeastConfidence) return null;
        var words = WordGaps.Words(text, cut);
        if (words.Count == 0) return null;
        var scale = box.Length / cut.Width;
        var (sin, cos) = Math.SinCos(Math.Abs(box.Angle));
        var (width, height) = ((box.Length * cos) + (box.Thickness * sin), (box.Length * sin) + (box.Thickness * cos));
        var left = box.X - (width / 2);
        var placed = words.Select(w => new OcrWord(w.Text, left + (w.Left * scale), left + (w.Right * scale))).ToArray();
        return new OcrLine(Joined(words), text.Confidence, left, box.Y - (height / 2), width, height, placed);
    }

    private static string Joined(List<(string Text, double Left, double Right)> words)
    {
        var text = new StringBuilder(words[0].Text);
        foreach (var (word, _, _) in words.Skip(1))
            text.Append(Scripts.IsUnspaced(text[^1]) || Scripts.IsUnspaced(word[0]) ? "" : " ").Append(word);
        return text.ToString();
    }
}
