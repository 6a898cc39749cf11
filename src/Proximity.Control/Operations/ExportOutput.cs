namespace Proximity.Control;

/// <summary>Flows in a format of files.</summary>
/// <param name="Format">The format.</param>
/// <param name="FileName">What the file may be called.</param>
/// <param name="Count">How many flows it has.</param>
/// <param name="Complete">False when there are more that would have been taken.</param>
/// <param name="Masked">How many places were masked.</param>
/// <param name="Losses">What the format could not carry, as sentences.</param>
/// <param name="Text">The file, where it is text.</param>
/// <param name="Base64">The file in base64, where it is none.</param>
internal sealed record ExportOutput(
    string Format,
    string FileName,
    int Count,
    bool Complete,
    int Masked,
    IReadOnlyList<string> Losses,
    string? Text,
    string? Base64);
