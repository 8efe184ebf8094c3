using System.Buffers;

namespace Onebox.Datasets.Preparing.Language;

/// <summary>A language's most frequent words, and letters that its neighbours lack.</summary>
internal sealed class Lexicon(string words, string letters = "")
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _words = words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly SearchValues<char> _letters = SearchValues.Create(letters + letters.ToUpperInvariant());

    public bool Has(ReadOnlySpan<char> word) => _words.Contains(word);

    /// <summary>How many of its own letters are there, up to a few for each word's length of text.</summary>
    public double Letters(string text)
    {
        var (count, most) = (0, text.Length / 40.0);
        for (var rest = text.AsSpan(); count < most && rest.IndexOfAny(_letters) is >= 0 and var at; rest = rest[(at + 1)..]) count++;
        return count;
    }
}

/// <summary>Function words: they are a third of any running text, whatever it is about.</summary>
internal static class FrequentWords
{
    public static readonly IReadOnlyDictionary<string, Lexicon> Latin = new Dictionary<string, Lexicon>(StringComparer.Ordinal)
    {
        ["en"] = new("the of and to in is that it was for on are with as his they be at one have this from or had by but what some we can out other were all there when up use your how said an each she which do their if will way about many then them would these so her has him my more who been its now did get me you not i he does where why could should"),
        ["de"] = new("der die das und in zu den ist nicht von mit sich auf für ein eine dem des im auch es an werden aus er hat dass sie nach bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei wenn kann ich du wir ihr mein was wird bitte wo warum", "ßäöü"),
        ["fr"] = new("le la les de des du et un une en est que qui dans pour pas sur au aux avec ce se il elle ne par plus sont son sa ses ou mais nous vous je tu leur cette comme tout être fait était même si bien aussi peut où quoi comment quel quelle on y c l d qu n s", "çêèùœàâî"),
        ["es"] = new("el la los las de del y en un una que es se no por con para su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno ni contra otros ese eso qué cómo está son fue ser tiene", "ñ¿¡"),
        ["it"] = new("il lo la i gli le di del della dei delle e ed in un una che è non per con da dal si su come più ma anche al alla sono ha questo questa se o nel nella ci mi ti loro essere stato era perché quando dove chi cosa molto tutto tutti suo sua può", "ìò"),
        ["pt"] = new("o a os as de do da dos das e em no na nos nas um uma que é não por com para se seu sua ao à mais como mas foi ele ela ou ser quando muito há já está eu também só pelo pela até isso entre era depois sem mesmo aos ter seus quem me você são como onde", "ãõç"),
        ["nl"] = new("de het een en van in is dat op te zijn met voor niet aan er om ook als bij dan maar of uit door over ze hij ik je we wat naar heeft hebben deze dit nog wel kan zou worden werd geen meer al tot was haar zo wij jullie waarom hoe wordt"),
        ["sv"] = new("och i att det som en på är av för med den till inte har de ett om var jag men sig från vi så kan man när år hade där eller nu under skulle vid också efter mot han hon sina här vad alla mycket blev ska", "å"),
        ["da"] = new("og i at det er en til af på for med den der ikke de som har et om var jeg men sig fra vi så kan man når havde hvor eller nu under skulle ved også efter han hun sin her hvad alle meget blev skal være", "æø"),
        ["no"] = new("og i at det er en til av på for med den som ikke de har et om var jeg men seg fra vi så kan man når hadde hvor eller nå under skulle ved også etter mot han hun sin her hva alle mye ble skal være", "æø"),
        ["fi"] = new("ja on ei se että hän oli joka mutta ovat kun niin myös jos mukaan tai kuin sen ole voi olla ollut vain jo nyt sitä minä sinä me te he tämä joka siitä mitä miksi kuka missä kaikki hyvin vielä sitten"),
        ["pl"] = new("i w na z się nie do to jest że o jak a po co ale od za przez dla są przy tak by był już jego ten tym jej która który które może tylko oraz czy ich jako tego było będzie gdy gdzie bardzo można", "łąęśćżźń"),
        ["cs"] = new("a v na se je to že s z do o i ale jako za po by pro jsem ve jak co si tak od k už byl byla bylo který která které jsou má může nebo také jen při podle když kde ten ta není", "ěřůčš"),
        ["ro"] = new("și în de la a cu pe un o nu că este se din pentru mai au care ce sau dar fost prin sunt al ale lui după fi ca am către când unde foarte toate acest această sa", "șțăî"),
        ["hu"] = new("a az és hogy nem is egy de meg ez csak volt van már mint ha azt el kell még vagy ki minden lehet amely aki ezt fel olyan ami után között igen mert sem ön mi hogyan miért", "őű"),
        ["tr"] = new("ve bir bu da de için ile çok ne o daha gibi var olarak en kadar sonra ama mi ki olan değil ya her şey ben sen biz siz onlar nasıl neden nerede yok ise bana olduğu tarafından", "ğış"),
        ["vi"] = new("và là của có được cho không các trong một với những để người này đã khi đến từ cũng như về ra làm tôi bạn anh chị họ nhiều phải nếu thì đó sẽ vào tại", "đươưạ"),
        ["id"] = new("yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada mereka lebih sudah atau saat oleh kita anda adalah seperti dapat menjadi bagaimana apa mengapa"),
    };

    public static readonly IReadOnlyDictionary<string, Lexicon> Cyrillic = new Dictionary<string, Lexicon>(StringComparer.Ordinal)
    {
        ["ru"] = new("и в не на я что он с как это а по но она к у из за то все так о же от его для было бы ты мы вы они мне если или когда есть быть был только уже где кто при чем", "ыэё"),
        ["uk"] = new("і в не на я що він з як це а по але вона до у із за то все так о ж від його для було б ти ми ви вони мені якщо або коли є бути був тільки вже де хто при та й", "іїєґ"),
        ["bg"] = new("и в не на аз че той с как това а по но тя към у от за то всички така о же си му са е да се ще ли или когато има беше само вече къде кой при ни ви ги", "ъ"),
        ["sr"] = new("и у не на ја да он са како то а по али она ка од за све тако о је сам си смо сте су ми ти ви или када има био само већ где ко при се ће би", "ђћџљњј"),
    };
}
