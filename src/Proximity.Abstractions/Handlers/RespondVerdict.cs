namespace Proximity;

/// <summary><see cref="Verdict.Respond"/>.</summary>
internal sealed class RespondVerdict(int status, Body? body, IEnumerable<KeyValuePair<string, string>> fields) : Verdict
{
    public int Status => status;

    public Body? Body => body;

    public IEnumerable<KeyValuePair<string, string>> Fields => fields;
}
