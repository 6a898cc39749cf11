using Proximity.Cli.Configuration;
using Proximity.Cli.Output;
using Proximity.Cli.Running;

namespace Proximity.Cli.Authority;

/// <summary>
/// One run of <c>proximity ca</c>: opens the authority that the proxy would use, does what is asked, and says what came of it. Ends with
/// the exit code.
/// </summary>
/// <param name="machine">Whose stores are meant.</param>
/// <param name="output">Standard output.</param>
/// <param name="errors">Standard error.</param>
/// <param name="outputIsTerminal">True when a person would see what is written to the output.</param>
internal sealed class AuthorityRun(Machine machine, Stream output, TextWriter errors, bool outputIsTerminal)
{
    /// <summary>What an installation's own authority is kept in, beside its certificate (docs/interception.md).</summary>
    private const string OwnSecretName = "authority.pem";

    /// <param name="request">What to do.</param>
    /// <param name="options">Which authority.</param>
    /// <param name="settings">What said so, for the words of a refusal.</param>
    public async Task<int> RunAsync(AuthorityRequest request, InterceptionOptions options, Settings settings)
    {
        try
        {
            using var authority = InterceptionAuthority.Open(options);
            return request.Verb switch
            {
                AuthorityVerb.Path => await SayAsync(authority.CertificatePath).ConfigureAwait(false),
                AuthorityVerb.Export => await ExportAsync(authority, request, options).ConfigureAwait(false),
                _ => await WithStoresAsync(request, authority, AuthorityOptions(options, authority)).ConfigureAwait(false),
            };
        }
        catch (ProxyStartException exception)
        {
            await FailAsync(StartFailure.Sentence(exception, settings)).ConfigureAwait(false);
            return StartFailure.ExitCodeOf(exception, settings);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A reader that has gone, mostly.
            return await FailAsync($"The output cannot be written: {exception.Message}").ConfigureAwait(false);
        }
    }

    private async Task<int> ExportAsync(InterceptionAuthority authority, AuthorityRequest request, InterceptionOptions options)
    {
        var (format, file) = (request.Format, request.Output);
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
            if (SourceFiles(authority, options).Any(source => SameFile.Is(source, file)))
            {
                return await FailAsync($"{file} holds the authority itself, and its key would be lost. Name another file with --output.")
                    .ConfigureAwait(false);
            }

            await File.WriteAllBytesAsync(file, content).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return await FailAsync($"The certificate cannot be written to {file}: {exception.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>The files that the authority was loaded from: each may hold its key.</summary>
    private static IEnumerable<string> SourceFiles(InterceptionAuthority authority, InterceptionOptions options)
        => options.CaCert is { Length: > 0 } certificate
            ? options.CaKey is { Length: > 0 } key ? [certificate, key] : [certificate]
            : [Path.Combine(Path.GetDirectoryName(authority.CertificatePath)!, OwnSecretName)];

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

        // Without options, check judges the system's store and lists the browsers' stores besides.
        var deciding = request is { Verb: AuthorityVerb.Check, Stores.IsDefault: true } ? answers.Take(1) : answers;
        return deciding.All(answer => answer.IsGood) ? ExitCode.Success : ExitCode.Failed;
    }

    private static async Task<StoreAnswer> AskAsync(AuthorityVerb verb, ITrustStore store, InterceptionAuthority authority)
    {
        try
        {
            return await (verb switch
            {
                AuthorityVerb.Trust => store.TrustAsync(authority),
                AuthorityVerb.Untrust => store.UntrustAsync(authority),
                _ => store.CheckAsync(authority),
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ConfigurationException || FileProblem.IsOfWriting(exception))
        {
            // The temporary folder, where the store's program would find the certificate.
            return new StoreAnswer(false, $"The file for the store cannot be written: {exception.Message}");
        }
    }

    /// <summary>An administrator has another configuration folder, and would trust another authority without these words.</summary>
    private static string AuthorityOptions(InterceptionOptions options, InterceptionAuthority authority)
        => options.CaCert is { Length: > 0 } certificate
            ? OptionWord("--ca-cert", certificate) + (options.CaKey is { } key ? OptionWord("--ca-key", key) : string.Empty)
            : OptionWord("--ca-folder", Path.GetDirectoryName(authority.CertificatePath)!);

    private static string OptionWord(string option, string file) => $" {option} {ShellWord.Quote(Path.GetFullPath(file))}";

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
