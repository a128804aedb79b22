"""What people here build passwords from, folded: names, places, offices, phrases, keyboard rows."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = _words(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong doan lam
    mai trinh dao cao luu luong ha ta phung chau quach thai tong van thi
    siu ksor rocham romah rahlan puih kpuih bloi thut
    an anh bao bich binh cam cuong chi chien cuc dat diem diep dieu dong duc dung duy giang
    hai han hang hanh hien hiep hieu hoa hoai hong hue hung huong huy huyen kha khanh khoa khoi
    kien kieu kim lan lien linh loan loc loi long minh my nam nga ngan nghia ngoc nguyet nhan
    nhat nhi nhu nhung oanh phat phi phong phu phuc phung phuong quan quang que quy quyen quynh
    sang son tam tan thang thanh thao thien thinh tho thoa thom thong thu thuan thuy thuong tien
    tin toan trang tri trinh trong truc trung tu tuan tung tuyen tuyet uyen vi viet vinh vuong
    vy xuan yen
    """
)

PLACES = _words(
    """
    vietnam hanoi saigon danang hue haiphong cantho quangngai kontum gialai pleiku daklak
    binhdinh quynhon taynguyen ngokbay ngocbay kroong vinhquang pleiklech dakha dakto
    ngok ngoc bay plei thon xa phuong huyen tinh thanhpho lang buon
    """
)

OFFICES = _words(
    """
    congan conganxa cax tramyte yte hoiphunu phunu hoilhpn lhpn uyban ubnd ubndxa chutich
    vanhoaxahoi phongvanhoa vhxh giamsat quantri truongthon canbo caseworker casework
    bacsi dieuduong yta
    """
)

HABITS = _words(
    """
    matkhau matkhaucuatoi password passwd passphrase pass admin administrator root user test
    login dangnhap welcome letmein secret abc abcd abcde hello xinchao chao chaoban chaobuoisang
    chucmungnammoi happynewyear yeu iloveyou loveyou love anhyeuem emyeuanh toiyeuban toiyeuvietnam
    toiyeu yeuem yeuanh vochong chongyeu voyeu conyeu conyeucuame giadinh hanhphuc giadinhhanhphuc
    cua cuatoi toi minh em con bo me bome chong vo bonho nho maimai motminh
    facebook zalo google gmail youtube samsung iphone
    """
)

# Lines that everybody knows by heart, without their spaces; a long piece of one counts as well.
PHRASES = (
    "motconvitxoerahaicaicanh",
    "conkienmaleotrencanhda",
    "conkienmaleotrencanhdao",
    "chauyeubachauvibachongcung",
    "chauvangbaolaconchaungoan",
    "nhucobactrongngayvuidaithang",
    "doanquanvietnamdichunglongcuuquoc",
    "aiyeubachohochiminhhonthieuniennhidong",
    "bachomotinhyeubaola",
    "quehuonglachumkhengot",
    "happybirthdaytoyou",
    "mungsinhnhatdangyeu",
    "congchanhunuithaisonnghiamenhunuoctrongnguonchayra",
    "tramnamtrongcoinguoitachutaichumenhkheolaghetnhau",
    "khongcogiquyhondoclaptudo",
    "doclaptudohanhphuc",
    "conghoaxahoichunghiavietnam",
    "hoctapvalamviectheoguongbacho",
    "songvalamviectheophapluat",
    "moingaydentruonglamotngayvui",
    "tienhoclehauhocvan",
    "motcaylamchangnennonbacaychumlainenhonnuicao",
    "comaisatcongaynenkim",
    "gantmucthidengandenthisang",
    "ganmucthidengandenthisang",
    "anquanhoketrongcay",
    "uongnuocnhonguon",
)

KEYBOARD_ROWS = (
    "`1234567890-=",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()",
)
