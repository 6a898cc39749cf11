namespace Proximity.Control;

/// <summary>One thing that can be asked of the proxy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The HTTP method of its route.</param>
/// <param name="Path">The path of its route.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Summary">What it is for.</param>
internal sealed record OperationFacts(string Name, string Method, string Path, OperationEffect Effect, string Summary);
