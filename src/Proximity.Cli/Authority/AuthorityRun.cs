using Proximity.Cli.Output;
using Proximity.Cli.Running;

namespace Proximity.Cli.Authority;

/// <summary>One run of <c>proximity ca</c>: opens the authority that the proxy would use, does what is asked, and says what came of it. Ends with the exit code.</summary>
/// <param name="machine">Whose stores are meant.</param>
/// <param name="output">Standard output.</param>
/// <param name="errors">Standard error.</param>
/// <param name="outputIsTerminal">True when a person would see what is written to the output.</param>
internal sealed class AuthorityRun(Machine machine, Stream output, TextWriter errors, bool outputIsTerminal)
{
    public async Task<int> RunAsync(AuthorityRequest request, InterceptionOptions options)
    {
        try
        {
            using var authority = InterceptionAuthority.Open(options);
            return request.Verb switch
            {
                AuthorityVerb.Path => await SayAsync(authority.CertificatePath).ConfigureAwait(false),
                AuthorityVerb.Export => await ExportAsync(authority, request.Format, request.Output).ConfigureAwait(false),
                _ => await WithStoresAsync(request, authority, AuthorityOptions(options, authority)).ConfigureAwait(false),
            };
        }
        catch (ProxyStartException exception)
        {
            return await FailAsync(exception.Message).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            // A reader that has gone, mostly.
            return await FailAsync($"The output cannot be written: {exception.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int> ExportAsync(InterceptionAuthority authority, AuthorityFormat format, string? file)
    {
        var isBinary = format is AuthorityFormat.Der or AuthorityFormat.Pkcs7;
        if (file is null && isBinary && outputIsTerminal)
        {
            return await FailAsync("This form is binary, and not for a terminal: name a file with --output, or redirect the output.").ConfigureAwait(false);
        }

        var content = authority.Export(format);
        if (file is null)
        {
            await output.WriteAsync(content).ConfigureAwait(false);
            return ExitCode.Success;
        }

        try
        {
            await File.WriteAllBytesAsync(file, content).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return await FailAsync($"The certificate cannot be written to {file}: {exception.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int> WithStoresAsync(AuthorityRequest request, InterceptionAuthority authority, string authorityOptions)
    {
        var answers = new List<StoreAnswer>();
        foreach (var store in request.Stores.Resolve(machine, authorityOptions))
        {
            var answer = await AskAsync(request.Verb, store, authority).ConfigureAwait(false);
            answers.Add(answer);

            // What check finds is its output either way.
            var isFailure = !answer.IsGood && request.Verb != AuthorityVerb.Check;
            _ = isFailure ? await FailAsync(answer.Sentence).ConfigureAwait(false) : await SayAsync(answer.Sentence).ConfigureAwait(false);
        }

        // Unasked, check is about the system's store, and browsers' are told of besides.
        var deciding = request is { Verb: AuthorityVerb.Check, Stores.IsDefault: true } ? answers.Take(1) : answers;
        return deciding.All(answer => answer.IsGood) ? ExitCode.Success : ExitCode.Failed;
    }

    private static Task<StoreAnswer> AskAsync(AuthorityVerb verb, ITrustStore store, InterceptionAuthority authority) => verb switch
    {
        AuthorityVerb.Trust => store.TrustAsync(authority),
        AuthorityVerb.Untrust => store.UntrustAsync(authority),
        _ => store.CheckAsync(authority),
    };

    /// <summary>An administrator has another configuration folder, and would trust another authority without these words.</summary>
    private static string AuthorityOptions(InterceptionOptions options, InterceptionAuthority authority)
        => options.CaCert is { Length: > 0 } certificate
            ? $" --ca-cert {Path.GetFullPath(certificate)}{(options.CaKey is { } key ? $" --ca-key {Path.GetFullPath(key)}" : string.Empty)}"
            : $" --ca-folder {Path.GetDirectoryName(authority.CertificatePath)}";

    private async Task<int> SayAsync(string line)
    {
        await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Printable.Text(line) + Environment.NewLine)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private async Task<int> FailAsync(string sentence)
    {
        await errors.WriteLineAsync(Printable.Text(sentence)).ConfigureAwait(false);
        return ExitCode.Failed;
    }
}
