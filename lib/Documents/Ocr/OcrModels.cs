namespace Onebox.Documents.Ocr;

/// <summary>Where the model files are. The build puts them beside the program, in <c>models/ocr/</c>.</summary>
/// <param name="Detection">Finds lines (PP-OCRv4 det).</param>
/// <param name="Direction">Tells upright lines from lines on their head.</param>
/// <param name="Recognition">Reads lines (PP-OCRv4 rec, Chinese and English).</param>
/// <param name="Dictionary">The recogniser's characters, one a line.</param>
public sealed record OcrModels(string Detection, string Direction, string Recognition, string Dictionary)
{
    /// <returns>The models beside the program; null if they are not there.</returns>
    public static OcrModels? Find(string? folder = null)
    {
        folder ??= Path.Combine(AppContext.BaseDirectory, "models", "ocr");
        var models = new OcrModels(
            Path.Combine(folder, "ch_PP-OCRv4_det_infer.onnx"), Path.Combine(folder, "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
            Path.Combine(folder, "ch_PP-OCRv4_rec_infer.onnx"), Path.Combine(folder, "ppocr_keys_v1.txt"));
        return File.Exists(models.Detection) && File.Exists(models.Direction) && File.Exists(models.Recognition) && File.Exists(models.Dictionary) ? models : null;
    }
}
