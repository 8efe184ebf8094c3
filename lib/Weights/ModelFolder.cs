namespace Onebox.Weights;

/// <summary>What a folder, or a path to one file of a model, holds: whole models, and files that were refused with the reason.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Models">The models in it; a hub's folder may hold one for each quantization.</param>
/// <param name="Refused">Files that look like models and were refused.</param>
public sealed record ModelFolder(string Path, IReadOnlyList<ModelSet> Models, IReadOnlyList<ModelFileException> Refused)
{
    /// <summary>
    /// Finds the models at a path: a folder, a model's file, any part of a split model, or a safetensors index. Of a folder
    /// only its own files are looked at, not those of folders inside.
    /// </summary>
    /// <exception cref="ModelFileException">There is no model; where something was refused, the first refusal.</exception>
    public static ModelFolder Inspect(string path, ModelFileLimits? limits = null)
    {
        limits ??= ModelFileLimits.Default;
        try
        {
            if (Directory.Exists(path))
                return new FolderInspection(path, limits).Everything();
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            if (File.Exists(path))
                return new ModelFolder(folder, [new FolderInspection(folder, limits).ModelOf(System.IO.Path.GetFileName(path))], []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelStream.Unreadable(System.IO.Path.GetFileName(path), e);
        }
        throw new ModelFileException(ModelFileError.NotFound, System.IO.Path.GetFileName(path), "there is no such file or folder", $"Check the path {path}.");
    }
}
