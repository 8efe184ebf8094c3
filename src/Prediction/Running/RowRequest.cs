namespace Onebox.Prediction.Running;

/// <summary>One row to ask.</summary>
/// <param name="Number">Its place in the input, from 0; it names the row in the journal.</param>
/// <param name="Name">The client's <c>custom_id</c>, or the row's id.</param>
/// <param name="Path">The endpoint.</param>
/// <param name="Body">UTF-8 JSON.</param>
/// <param name="Fault">Why it cannot be asked at all.</param>
internal sealed record RowRequest(long Number, string Name, string Path, ReadOnlyMemory<byte> Body, Kernel.Problem? Fault = null);
